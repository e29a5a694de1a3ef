#include "output/sweep_folder.hpp"

#include <fcntl.h>
#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <set>

#include "output/files.hpp"
#include "output/provenance.hpp"
#include "output/raw_file.hpp"
#include "output/record.hpp"
#include "sim/base/error.hpp"
#include "sim/base/sha256.hpp"
#include "sim/text/text.hpp"

namespace jiuzhou {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr std::array<std::string_view, 3> report_names{"done", "failed", "stopped"};

std::string host_name() {
  std::array<char, 256> name{};
  return gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "";
}

Json parameters_json(const ListedRun& run) {
  Json out = Json::object();
  for (const auto& [path, value] : run.parameters) out[path] = value;
  return out;
}

// ---- lines ----------------------------------------------------------------------------------------------------------

constexpr std::string_view mark = ",\"checksum\":\"", line_end = "\"}";
constexpr std::size_t sum_digits = 16, largest_list = std::size_t{1} << 30;

std::string sum_text(std::uint64_t sum) {
  std::array<char, sum_digits + 1> text{};
  std::snprintf(text.data(), text.size(), "%016llx", static_cast<unsigned long long>(sum));
  return text.data();
}

std::string line_of(const Json& json, std::uint64_t& before) {
  std::string text = json.dump(-1, ' ', false, Json::error_handler_t::replace);
  text.pop_back();
  return with_checksum(std::move(text), before);
}

// Nothing if the line is not as it was written.
std::optional<Json> json_of(std::string_view line, std::uint64_t& before) {
  const std::size_t tail = mark.size() + sum_digits + line_end.size();
  if (line.size() <= tail) return std::nullopt;
  std::string text(line.substr(0, line.size() - tail));
  const std::uint64_t sum = checksum(text.data(), text.size(), before);
  if (line.substr(text.size()) != std::string(mark) + sum_text(sum) + std::string(line_end)) return std::nullopt;
  before = sum;
  Json json = Json::parse(text + "}", nullptr, false);
  return json.is_object() ? std::optional(std::move(json)) : std::nullopt;
}

std::optional<std::string> text_in(const Json& json, const char* key) {
  if (!json.contains(key) || !json[key].is_string()) return std::nullopt;
  return json[key].get<std::string>();
}

// The form of a run id, which names a result file and selects a byte of the lock.
bool is_id(const std::string& text) {
  return text.size() == run_id_digits &&
         std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

bool is_there(const fs::path& path) {
  std::error_code code;
  const bool is = fs::exists(path, code);
  if (code) throw IoError(fmt::format("cannot read '{}': {}", path.string(), code.message()));
  return is;
}

std::string text_of(const fs::path& path) {
  RawFile file(path.string(), RawFile::Access::read);
  std::string text(file.size(), '\0');
  if (text.size() > largest_list) throw IoError(fmt::format("'{}' is larger than any list", path.string()));
  if (!file.read(text.data(), text.size())) throw IoError(fmt::format("'{}' was cut while it was read", path.string()));
  return text;
}

// The text's lines; a last one without an end is one, too.
std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

// A line of the list behind the first; nothing where it says no run.
std::optional<ListedRun> run_of(const Json& line) {
  const auto id = text_in(line, "run_id"), scenario = text_in(line, "scenario");
  if (!id || !is_id(*id) || !scenario || !line.contains("seed") || !line["seed"].is_number_unsigned() ||
      !line.contains("parameters") || !line["parameters"].is_object())
    return std::nullopt;
  ListedRun run{*id, *scenario, line["seed"].get<std::uint64_t>(), {}};
  for (const auto& [path, value] : line["parameters"].items()) {
    if (!value.is_string()) return std::nullopt;
    run.parameters.emplace_back(path, value.get<std::string>());
  }
  return run;
}

// A line of a manifest; nothing where a killed process left half of one, or a byte is another.
std::optional<RunReport> report_of(std::string_view text) {
  std::uint64_t first = 0;
  const auto line = json_of(text, first);
  const auto id = line ? text_in(*line, "run_id") : std::nullopt;
  const auto status =
      line ? std::ranges::find(report_names, text_in(*line, "status").value_or("")) : report_names.end();
  if (!id || !is_id(*id) || status == report_names.end()) return std::nullopt;
  RunReport report{*id,
                   static_cast<RunReport::Status>(status - report_names.begin()),
                   text_in(*line, "sha256").value_or(""),
                   text_in(*line, "reason").value_or(""),
                   line->contains("final") && (*line)["final"] == true,
                   0};
  constexpr double longest = 1e9;  // seconds
  if (line->contains("wall_seconds") && (*line)["wall_seconds"].is_number())
    report.wall_seconds = std::clamp((*line)["wall_seconds"].get<double>(), 0.0, longest);
  return report;
}

struct flock byte_of(const std::string& id, short kind) {
  struct flock range {};
  range.l_type = kind;
  range.l_whence = SEEK_SET;
  range.l_start = static_cast<off_t>(std::stoull(id, nullptr, 16));
  range.l_len = 1;
  return range;
}

int open_lock_file(const std::string& file) {
  const int descriptor = open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  if (descriptor < 0) throw IoError(fmt::format("cannot open '{}': {}", file, std::strerror(errno)));
  return descriptor;
}

constexpr std::string_view seed_line = "seed: ";

}  // namespace

std::string run_id(const std::string& version_text, const std::string& revision_text, const std::string& pack_sha256,
                   const std::string& resolved) {
  std::uint64_t seed = 0;
  for (const std::string_view line : split(resolved, '\n'))
    if (line.starts_with(seed_line))
      seed = static_cast<std::uint64_t>(parse_integer(line.substr(seed_line.size())).value_or(0));
  return run_id(seedless_id(version_text, revision_text, pack_sha256, resolved), seed);
}

std::string seedless_id(const std::string& version_text, const std::string& revision_text,
                        const std::string& pack_sha256, const std::string& resolved) {
  std::string text = fmt::format("jiuzhou {} {}\n{}\n", version_text, revision_text, pack_sha256);
  for (const std::string_view line : split(resolved, '\n'))
    if (!line.starts_with("pack: ") && !line.starts_with(seed_line)) text += std::string(line) + "\n";
  return sha256(text);
}

std::string run_id(const std::string& seedless, std::uint64_t seed) {
  return sha256(fmt::format("{} {}", seedless, seed)).substr(0, run_id_digits);
}

std::string with_checksum(std::string line, std::uint64_t& before) {
  before = checksum(line.data(), line.size(), before);
  line += mark;
  line += sum_text(before);
  line += line_end;
  return line;
}

std::string_view name_of(RunState state) {
  constexpr std::array<std::string_view, 6> names{"done", "failed", "stopped", "running", "missing", "damaged"};
  return names[static_cast<std::size_t>(state)];
}

// Locks of the open file, not of the process, so that two threads exclude each other too and closing another descriptor
// does not give the lock back.
std::optional<RunLock> RunLock::take(const std::string& file, const std::string& id) {
  RunLock lock(open_lock_file(file));
  struct flock range = byte_of(id, F_WRLCK);
  if (fcntl(lock.descriptor_, F_OFD_SETLK, &range) == 0) return lock;
  if (errno != EAGAIN && errno != EACCES)
    throw IoError(fmt::format("cannot lock '{}': {}", file, std::strerror(errno)));
  return std::nullopt;
}

RunLock::~RunLock() {
  if (descriptor_ >= 0) close(descriptor_);
}

namespace {

bool contains_all(const std::set<std::string>& ids, const std::vector<ListedRun>& runs) {
  return std::ranges::all_of(runs, [&](const ListedRun& run) { return ids.contains(run.id); });
}

}  // namespace

// The list of another plan makes room and is kept beside its runs: nothing that was asked for is forgotten.
void SweepFolder::keep_old_list(const std::string& list) const {
  const fs::path plans = fs::path(path_) / "plans";
  make_folder(plans.string());
  rename_file(list, (plans / (sha256_of_file(list).substr(0, 12) + ".jsonl")).string());
}

void SweepFolder::keep_list(const std::string& name, const std::string& plan,
                            const std::vector<ListedRun>& runs) const {
  const fs::path file = fs::path(path_) / "runs.jsonl";
  if (is_there(file)) {
    std::set<std::string> ids;
    for (const ListedRun& run : runs) ids.insert(run.id);
    const List old = list();
    if (old.runs.size() == runs.size() && old.plan == plan && contains_all(ids, old.runs)) return;
    if (!contains_all(ids, old.runs)) keep_old_list(file.string());
  }
  for (const char* folder : {"runs", "manifest"}) make_folder((fs::path(path_) / folder).string());
  NewFile out(file.string());
  std::uint64_t before = 0;
  out << line_of({{"sweep", name},
                  {"program", fmt::format("jiuzhou {} ({})", version(), revision())},
                  {"runs", runs.size()},
                  {"plan", plan}},
                 before)
      << "\n";
  for (const ListedRun& run : runs)
    out << line_of({{"run_id", run.id},
                    {"scenario", run.scenario},
                    {"seed", run.seed},
                    {"parameters", parameters_json(run)}},
                   before)
        << "\n";
  out.finish();
}

SweepFolder::List SweepFolder::list() const {
  const fs::path file = fs::path(path_) / "runs.jsonl";
  if (!is_there(file))
    throw InputError(fmt::format("'{}' is not the folder of a sweep: it has no list 'runs.jsonl'", path_));
  // The list appears whole: what is not as it was written is damage, and no run may be missing in silence.
  const IoError damaged(fmt::format(
      "the list '{}' is damaged; remove it, and `jiuzhou sweep PLAN.yaml -o {}` makes it anew", file.string(), path_));
  const std::string text = text_of(file);
  const std::vector<std::string_view> lines = lines_of(text);
  List list;
  std::set<std::pair<std::string, std::vector<std::pair<std::string, std::string>>>> known;  // points may share a run
  std::uint64_t before = 0;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const auto line = json_of(lines[i], before);
    if (!line) throw damaged;
    if (i == 0) {
      const auto name = text_in(*line, "sweep"), plan = text_in(*line, "plan");
      if (!name || !plan || !line->contains("runs") || (*line)["runs"] != lines.size() - 1) throw damaged;
      list.name = *name;
      list.plan = *plan;
      continue;
    }
    auto run = run_of(*line);
    if (!run || !known.emplace(run->id, run->parameters).second) throw damaged;
    list.runs.push_back(std::move(*run));
  }
  if (list.runs.empty()) throw damaged;
  return list;
}

std::string SweepFolder::file_of(const std::string& id) const {
  return (fs::path(path_) / "runs" / (id + ".h5")).string();
}

std::optional<RunLock> SweepFolder::lock(const std::string& id) const {
  return RunLock::take((fs::path(path_) / "lock").string(), id);
}

bool SweepFolder::is_locked(const std::string& id) const {
  const std::string file = (fs::path(path_) / "lock").string();
  const int descriptor = open(file.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return false;
  struct flock range = byte_of(id, F_WRLCK);
  const bool is_held = fcntl(descriptor, F_OFD_GETLK, &range) == 0 && range.l_type != F_UNLCK;
  close(descriptor);
  return is_held;
}

std::map<std::string, RunReport> SweepFolder::reports() const {
  const fs::path folder = fs::path(path_) / "manifest";
  std::vector<fs::path> files;
  std::error_code code;
  if (is_there(folder))
    for (fs::directory_iterator entry(folder, code), end; !code && entry != end; entry.increment(code))
      if (entry->path().extension() == ".jsonl") files.push_back(entry->path());
  if (code) throw IoError(fmt::format("cannot read '{}': {}", folder.string(), code.message()));
  std::ranges::sort(files);
  std::map<std::string, RunReport> out;
  for (const fs::path& file : files) {
    const std::string text = text_of(file);
    for (const std::string_view line : lines_of(text)) {
      const auto report = report_of(line);
      if (!report) continue;
      const auto [place, is_new] = out.try_emplace(report->id, *report);
      if (!is_new && report->status <= place->second.status) place->second = *report;
    }
  }
  return out;
}

void SweepFolder::append(std::size_t shard, std::size_t shards, const ListedRun& run, const RunReport& report) const {
  const std::string file = (fs::path(path_) / "manifest" / (fmt::format("{}-of-{}.jsonl", shard, shards))).string();
  using namespace std::chrono;
  Json json{{"run_id", report.id},
            {"status", report_names[static_cast<std::size_t>(report.status)]},
            {"scenario", run.scenario},
            {"seed", run.seed},
            {"parameters", parameters_json(run)},
            {"wall_seconds", std::round(report.wall_seconds * 1000) / 1000},
            {"ended", duration_cast<seconds>(system_clock::now().time_since_epoch()).count()},
            {"host", host_name()}};
  if (report.status == RunReport::Status::done)
    json["file"] = fmt::format("runs/{}.h5", report.id), json["sha256"] = report.sha256;
  if (!report.reason.empty()) json["reason"] = report.reason, json["final"] = report.is_final;
  // One write at the end of the file, so that lines of several processes do not mix. It need not be on the disk: a line
  // that a power failure takes away costs the repetition of a run.
  std::uint64_t first = 0;
  std::string line = line_of(json, first) + "\n";
  const int descriptor = open(file.c_str(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0666);
  char last = '\n';
  if (const off_t size = descriptor < 0 ? 0 : lseek(descriptor, 0, SEEK_END);
      size > 0 && pread(descriptor, &last, 1, size - 1) == 1 && last != '\n')
    line.insert(0, "\n");  // ends what a killed process left
  const bool is_written =
      descriptor >= 0 && write(descriptor, line.data(), line.size()) == static_cast<ssize_t>(line.size());
  const int error = errno;
  if (descriptor >= 0) close(descriptor);
  if (!is_written) throw IoError(fmt::format("cannot write '{}': {}", file, std::strerror(error)));
}

RunState SweepFolder::state_of(const std::string& id, const std::map<std::string, RunReport>& reports,
                               bool check) const {
  const std::string file = file_of(id);
  const auto report = reports.find(id);
  if (report != reports.end() && report->second.status == RunReport::Status::done && is_there(file))
    return !check || sha256_of_file(file) == report->second.sha256 ? RunState::done : RunState::damaged;
  if (is_locked(id)) return RunState::running;
  if (report == reports.end() || report->second.status == RunReport::Status::done) return RunState::missing;
  return report->second.status == RunReport::Status::failed ? RunState::failed : RunState::stopped;
}

}  // namespace jiuzhou
