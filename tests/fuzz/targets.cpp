#include "tests/fuzz/targets.hpp"

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "output/checkpoint.hpp"
#include "output/reader.hpp"
#include "output/recover.hpp"
#include "output/seal.hpp"
#include "output/sweep_folder.hpp"
#include "sim/base/error.hpp"
#include "sim/commands/run.hpp"
#include "sim/commands/sweep_plan.hpp"
#include "tests/files.hpp"

namespace jiuzhou::fuzz {

namespace {

namespace fs = std::filesystem;

std::string toy() {
  return toy_scenario("2000Q4", "weight: 10000\n");
}

// A folder of this process, gone with it.
const Folder& folder() {
  static const Folder own;
  static const bool is_filled = [] {
    for (const char* part : {"runs", "manifest"}) fs::create_directories(own / "sweep" / part);
    own.write("toy.yaml", toy());
    return true;
  }();
  static_cast<void>(is_filled);
  return own;
}

const Inputs& inputs() {
  static const Inputs loaded = inputs_of(folder().file("toy.yaml"));
  return loaded;
}

// ---- checksums that fit ---------------------------------------------------------------------------------------------

struct Head {
  char magic[8];
  std::uint64_t size, checksum;
};
constexpr std::size_t piece = std::size_t{8} << 20;

void put(std::string& bytes, std::size_t at, std::uint64_t value) {
  std::memcpy(bytes.data() + at, &value, sizeof value);
}

// Of the head at `at`, with its text; returns where the text ends, or nothing where the bytes end before.
std::size_t mend_head(std::string& bytes, std::size_t at, std::string& text) {
  Head head{};
  if (at > bytes.size() || bytes.size() - at < sizeof head) return std::string::npos;
  std::memcpy(&head, bytes.data() + at, sizeof head);
  const std::size_t begin = at + sizeof head;
  if (head.size > bytes.size() - begin) return std::string::npos;
  text = bytes.substr(begin, head.size);
  put(bytes, begin - sizeof head.checksum, checksum(text.data(), text.size()));
  return begin + head.size;
}

// Layout and quarters.
void mend_record(std::string& bytes, std::size_t at) {
  std::string text;
  const std::size_t end = mend_head(bytes, at, text);
  if (end == std::string::npos) return;
  try {
    const std::size_t size = 8 * (3 + ResultLayout::from_json(text).values());
    const std::uint64_t seed = checksum(text.data(), text.size());
    for (std::size_t q = end; size <= bytes.size() && q <= bytes.size() - size; q += size)
      put(bytes, q + size - 8, checksum(bytes.data() + q, size - 8, seed));
  } catch (const IoError&) {
  }
}

// Lines without their checksums get them. `is_list`: each follows from the one before.
std::string mended_lines(std::string_view given, bool is_list) {
  std::string out;
  std::uint64_t sum = 0;
  while (!given.empty()) {
    const std::size_t end = std::min(given.find('\n'), given.size());
    if (!is_list) sum = 0;
    out += with_checksum(std::string(given.substr(0, end)), sum) + "\n";
    given.remove_prefix(std::min(end + 1, given.size()));
  }
  return out;
}

// ---- targets --------------------------------------------------------------------------------------------------------

template <class Read>
void expect_errors_only(const Read& read) {
  try {
    read();
  } catch (const IoError&) {
  } catch (const InputError&) {
  }
}

void try_result(std::string_view bytes) {
  const std::string path = folder().write("x.h5", bytes);
  seal(path);
  expect_errors_only([&] {
    const ResultReader file = open_result(path);
    std::vector<std::string> dims;
    for (const StoredSeries& s : file.series()) {
      static_cast<void>(file.numbers(s.name));
      dims.insert(dims.end(), s.dims.begin(), s.dims.end());
    }
    for (const std::string& dim : dims) {
      if (dim != "time") static_cast<void>(file.texts(dim));
      for (const ResultReader::Labels& label : file.labels_of(dim))
        static_cast<void>(label.are_text ? file.texts(label.name).size() : file.numbers(label.name).size());
    }
  });
}

void try_checkpoint(std::string_view bytes) {
  const std::string path = folder().write("x.checkpoint", mended_checkpoint(bytes));
  expect_errors_only([&] { static_cast<void>(read_checkpoint(path, inputs(), Origin::branch)); });
}

void try_record(std::string_view given) {
  const std::string path = folder().write("x.h5.partial", mended_record(given));
  expect_errors_only([&] { static_cast<void>(recover(path, folder().file("recovered.h5"))); });
}

void try_list(std::string_view bytes) {
  folder().write("sweep/runs.jsonl", mended_lines(bytes, true));
  const SweepFolder sweep(folder().file("sweep"));
  expect_errors_only([&] {
    for (const ListedRun& run : sweep.list().runs) static_cast<void>(sweep.state_of(run.id, {}, false));
  });
}

void try_manifest(std::string_view bytes) {
  folder().write("sweep/manifest/0-of-1.jsonl", mended_lines(bytes, false));
  const SweepFolder sweep(folder().file("sweep"));
  expect_errors_only([&] {
    const auto reports = sweep.reports();
    for (const auto& [id, report] : reports) static_cast<void>(sweep.state_of(id, reports, true));
  });
}

void try_plan(std::string_view bytes) {
  const std::string path = folder().write("plan.yaml", bytes);
  Diagnostics diagnostics;
  if (!load_plan(path, diagnostics)) static_cast<void>(diagnostics.text());
}

void try_scenario(std::string_view bytes) {
  const std::string path = folder().write("x.yaml", bytes);
  Diagnostics diagnostics;
  if (!load_inputs(path, {}, diagnostics, inputs().pack)) static_cast<void>(diagnostics.text());
}

// ---- examples -------------------------------------------------------------------------------------------------------

// A run of four quarters that leaves its state, and stops after the second.
void run_once(const std::string& name, int stop_after) {
  RunOptions options;
  options.output = folder().file(name);
  options.progress = ProgressMode::none;
  options.keep_checkpoint = true;
  int asked = 0;
  run_inputs(inputs(), options, [&] { return ++asked == stop_after; });
}

std::string without_checksums(const std::string& text) {
  std::string out;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = text.find('\n', begin);
    const std::string line = text.substr(begin, end - begin);
    out += line.substr(0, line.rfind(",\"checksum\"")) + "\n";
    begin = end + 1;
  }
  return out;
}

}  // namespace

std::string mended_checkpoint(std::string_view given) {
  std::string bytes(given), text;
  std::size_t at = mend_head(bytes, 0, text);
  if (at == std::string::npos) return bytes;
  const auto head = nlohmann::json::parse(text, nullptr, false);
  if (!head.is_object() || !head.contains("columns") || !head["columns"].is_array()) return bytes;
  std::uint64_t seed = checksum(text.data(), text.size());
  for (const auto& column : head["columns"]) {
    if (!column.is_object()) return bytes;
    const auto number = [&](const char* key) {
      return column.contains(key) && column[key].is_number_unsigned()
                 ? std::min(column[key].get<std::size_t>(), bytes.size())
                 : std::size_t{0};
    };
    for (std::size_t left = number("count") * number("width"); left > 0;) {
      const std::size_t here = std::min(left, piece);
      if (at > bytes.size() || bytes.size() - at < here + 8) return bytes;
      put(bytes, at + here, checksum(bytes.data() + at, here, seed++));
      at += here + 8;
      left -= here;
    }
  }
  mend_record(bytes, at);
  return bytes;
}

std::string mended_record(std::string_view given) {
  std::string bytes(given);
  mend_record(bytes, 0);
  return bytes;
}

const std::vector<NamedTarget>& targets() {
  static const std::vector<NamedTarget> all{{"result", try_result},     {"checkpoint", try_checkpoint},
                                            {"record", try_record},     {"list", try_list},
                                            {"manifest", try_manifest}, {"plan", try_plan},
                                            {"scenario", try_scenario}};
  return all;
}

std::vector<std::string> examples(std::string_view target) {
  const std::string plan =
      "scenarios:\n  - toy.yaml\n  - {name: other, file: toy.yaml, set: {migration.income: 0.5}}\nseeds: [1, 2]\n"
      "design: {kind: latin_hypercube, points: 3, parameters: {growth.shock_scale: {from: 0.1, to: 0.5}}}\n";
  const std::string scenario =
      "extends: toy.yaml\nseed: 7\nparameters: {migration: {income: 0.4}}\nimpose: {world_demand: {2000: 1.1}}\n"
      "policies:\n  - {name: help, type: fiscal_transfer, where: {region: AA}, from: 2000Q2, gdp_share: 5 %}\n"
      "  - {type: work_relief, budget: {2000: 1 mn yuan/year}, when: {start: unemployment_rate > 3 %}}\n";
  if (target == "plan") return {plan};
  if (target == "scenario") return {scenario, toy()};
  if (target == "list" || target == "manifest") {
    const SweepFolder sweep(folder().file("sweep"));
    std::error_code code;
    for (const char* old : {"sweep/runs.jsonl", "sweep/manifest/0-of-1.jsonl"}) fs::remove(folder().file(old), code);
    const std::vector<ListedRun> runs{{"0123456789ab", "toy", 1, {{"migration.income", "0.5"}}},
                                      {"cdef01234567", "toy", 2, {{"migration.income", "0.6"}}}};
    sweep.keep_list("plan", plan, runs);
    sweep.append(0, 1, runs[0], {runs[0].id, RunReport::Status::done, "00", "", false, 1.5});
    sweep.append(0, 1, runs[1], {runs[1].id, RunReport::Status::failed, "", "out of range", true, 1});
    return {without_checksums(
        bytes_of(folder().file(target == "list" ? "sweep/runs.jsonl" : "sweep/manifest/0-of-1.jsonl")))};
  }
  if (target == "result") {
    run_once("whole.h5", 0);
    const std::string whole = bytes_of(folder().file("whole.h5"));
    return {whole.substr(0, whole.size() - 16)};  // without its seal
  }
  run_once("part.h5", 2);
  return {bytes_of(folder().file(target == "record" ? "part.h5.partial" : "part.h5.checkpoint"))};
}

}  // namespace jiuzhou::fuzz
