#include "output/recover.hpp"

#include <filesystem>

#include "output/checkpoint.hpp"
#include "output/record.hpp"
#include "sim/base/error.hpp"

namespace jiuzhou {

namespace {

namespace fs = std::filesystem;

std::string without(const std::string& path, const std::string& ending) {
  return path.ends_with(ending) ? path.substr(0, path.size() - ending.size()) : path;
}

}  // namespace

Recovered recover(const std::string& path, const std::string& output) {
  std::error_code code;
  std::string source = path;
  if (path.ends_with(".h5")) source = fs::exists(path + ".partial", code) ? path + ".partial" : checkpoint_of(path);
  if (!fs::exists(source, code))
    throw InputError("there is nothing to recover: no file '" + source + "'" + (fs::exists(path, code) ? "; '" + path + "' is complete" : ""));
  const Record record = [&] {
    if (is_checkpoint(source)) return read_checkpoint_record(source);
    RawFile file(source, RawFile::Access::read);
    return read_record(file);
  }();
  if (record.quarters.empty()) throw InputError("'" + source + "' has no finished quarter");

  const std::string base = without(without(without(source, ".partial"), ".checkpoint"), ".h5");
  Recovered out{base + ".h5", record.quarters.size(), record.layout.quarters};
  const bool is_whole = out.quarters == out.of;
  if (!output.empty()) out.file = output;
  else if (!is_whole || fs::exists(out.file, code)) out.file = base + ".recovered.h5";
  std::vector<double> times;
  for (const RecordedQuarter& quarter : record.quarters) times.push_back(quarter.time);
  write_result(out.file, record.layout,
               is_whole ? "complete" : "interrupted: " + std::to_string(out.quarters) + " of " + std::to_string(out.of) + " quarters",
               times, blocks_of(record));
  return out;
}

}  // namespace jiuzhou
