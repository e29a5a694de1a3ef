#include "output/sweep_folder.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "output/files.hpp"
#include "output/provenance.hpp"
#include "sim/base/error.hpp"

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

// The lines of a file that are whole: a process that was killed may have left half of one.
std::vector<Json> json_lines(const fs::path& path) {
  std::vector<Json> out;
  std::ifstream in(path);
  for (std::string line; std::getline(in, line);)
    if (Json json = Json::parse(line, nullptr, false); json.is_object()) out.push_back(std::move(json));
  return out;
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
  if (descriptor < 0) throw IoError("cannot open '" + file + "': " + std::strerror(errno));
  return descriptor;
}

}  // namespace

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
  if (errno != EAGAIN && errno != EACCES) throw IoError("cannot lock '" + file + "': " + std::strerror(errno));
  return std::nullopt;
}

RunLock::~RunLock() {
  if (descriptor_ >= 0) close(descriptor_);
}

void SweepFolder::keep_list(const std::string& name, const std::string& plan,
                            const std::vector<ListedRun>& runs) const {
  const fs::path file = fs::path(path_) / "runs.jsonl";
  std::error_code code;
  if (fs::exists(file, code)) {
    std::set<std::string> ids;
    for (const ListedRun& run : runs) ids.insert(run.id);
    const List old = list();
    const auto lost = std::ranges::count_if(old.runs, [&](const ListedRun& run) { return !ids.contains(run.id); });
    if (lost > 0)
      throw InputError("'" + path_ + "' holds a sweep of another plan or of another version of the program: " +
                       std::to_string(lost) + " of its " + std::to_string(old.runs.size()) +
                       " runs are not in this plan; choose another folder, or remove '" + file.string() +
                       "' to go on without them (what is finished is kept)");
    if (old.runs.size() == runs.size() && old.plan == plan) return;
  }
  for (const char* folder : {"runs", "manifest"}) make_folder((fs::path(path_) / folder).string());
  NewFile out(file.string());
  out << Json{{"sweep", name},
              {"program", "jiuzhou " + version() + " (" + revision() + ")"},
              {"runs", runs.size()},
              {"plan", plan}}
             .dump()
      << "\n";
  for (const ListedRun& run : runs)
    out << Json{{"run_id", run.id},
                {"scenario", run.scenario},
                {"seed", run.seed},
                {"parameters", parameters_json(run)}}
               .dump()
        << "\n";
  out.finish();
}

SweepFolder::List SweepFolder::list() const {
  const fs::path file = fs::path(path_) / "runs.jsonl";
  List list;
  std::optional<std::size_t> count;
  // The list appears whole: what cannot be read, or lacks, is damage, and no run may be missing in silence.
  const IoError damaged("the list '" + file.string() + "' is damaged; remove it, and `jiuzhou sweep PLAN.yaml -o " +
                        path_ + "` makes it anew");
  std::ifstream in(file);
  for (std::string text; std::getline(in, text);) {
    const Json line = Json::parse(text, nullptr, false);
    if (!line.is_object() || line.contains("plan") == count.has_value()) throw damaged;
    if (!count) {
      list.name = line.value("sweep", "");
      list.plan = line.value("plan", "");
      count = line.value("runs", std::size_t{0});
      continue;
    }
    ListedRun run{line.value("run_id", ""), line.value("scenario", ""), line.value("seed", std::uint64_t{0}), {}};
    if (line.contains("parameters"))
      for (const auto& [path, value] : line["parameters"].items())
        run.parameters.emplace_back(path, value.is_string() ? value.get<std::string>() : value.dump());
    list.runs.push_back(std::move(run));
  }
  if (!count) throw InputError("'" + path_ + "' is not the folder of a sweep: it has no list 'runs.jsonl'");
  if (list.runs.size() != *count) throw damaged;
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
  std::vector<fs::path> files;
  std::error_code code;
  for (const auto& entry : fs::directory_iterator(fs::path(path_) / "manifest", code))
    if (entry.path().extension() == ".jsonl") files.push_back(entry.path());
  std::ranges::sort(files);
  std::map<std::string, RunReport> out;
  for (const fs::path& file : files)
    for (const Json& line : json_lines(file)) {
      const auto status = std::ranges::find(report_names, line.value("status", ""));
      if (status == report_names.end() || !line.contains("run_id")) continue;
      RunReport report{line.value("run_id", ""),   static_cast<RunReport::Status>(status - report_names.begin()),
                       line.value("sha256", ""),   line.value("reason", ""),
                       line.value("final", false), line.value("wall_seconds", 0.0)};
      const auto [place, is_new] = out.try_emplace(report.id, report);
      if (!is_new && report.status <= place->second.status) place->second = report;
    }
  return out;
}

void SweepFolder::append(std::size_t shard, std::size_t shards, const ListedRun& run, const RunReport& report) const {
  const std::string file =
      (fs::path(path_) / "manifest" / (std::to_string(shard) + "-of-" + std::to_string(shards) + ".jsonl")).string();
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
    json["file"] = "runs/" + report.id + ".h5", json["sha256"] = report.sha256;
  if (!report.reason.empty()) json["reason"] = report.reason, json["final"] = report.is_final;
  // One write at the end of the file, so that lines of several processes do not mix. It need not be on the disk: a line
  // that a power failure takes away costs the repetition of a run.
  std::string line = json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
  const int descriptor = open(file.c_str(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0666);
  char last = '\n';
  if (const off_t size = descriptor < 0 ? 0 : lseek(descriptor, 0, SEEK_END);
      size > 0 && pread(descriptor, &last, 1, size - 1) == 1 && last != '\n')
    line.insert(0, "\n");  // ends what a killed process left
  const bool is_written =
      descriptor >= 0 && write(descriptor, line.data(), line.size()) == static_cast<ssize_t>(line.size());
  const int error = errno;
  if (descriptor >= 0) close(descriptor);
  if (!is_written) throw IoError("cannot write '" + file + "': " + std::strerror(error));
}

RunState SweepFolder::state_of(const std::string& id, const std::map<std::string, RunReport>& reports,
                               bool check) const {
  const std::string file = file_of(id);
  const auto report = reports.find(id);
  std::error_code code;
  if (report != reports.end() && report->second.status == RunReport::Status::done && fs::exists(file, code))
    return !check || sha256_of_file(file) == report->second.sha256 ? RunState::done : RunState::damaged;
  if (is_locked(id)) return RunState::running;
  if (report == reports.end() || report->second.status == RunReport::Status::done) return RunState::missing;
  return report->second.status == RunReport::Status::failed ? RunState::failed : RunState::stopped;
}

}  // namespace jiuzhou
