#include "output/recover.hpp"

#include <fmt/core.h>

#include <exception>
#include <filesystem>
#include <optional>
#include <utility>

#include "output/checkpoint.hpp"
#include "output/gate.hpp"
#include "output/reader.hpp"
#include "output/record.hpp"
#include "sim/base/error.hpp"

namespace jiuzhou {

namespace {

namespace fs = std::filesystem;

std::string without(const std::string& path, const std::string& ending) {
  return path.ends_with(ending) ? path.substr(0, path.size() - ending.size()) : path;
}

Record record_in(const std::string& path) {
  if (is_checkpoint(path)) return read_checkpoint_record(path);
  RawFile file(path, RawFile::Access::read);
  return read_record(file);
}

// The record of a run can be in the partial file or in the checkpoint. The checkpoint is used if the partial file has
// no quarters or fewer of the same run, as after a kill of a run that was just resumed.
Record record_of_run(const std::string& result, std::string& source) {
  std::optional<Record> found;
  std::exception_ptr failure;
  for (const std::string& path : {result + ".partial", checkpoint_of(result)}) {
    std::error_code code;
    if (!fs::exists(path, code)) continue;
    try {
      Record record = record_in(path);
      const bool counts =
          !found || found->quarters.empty() ||
          (record.quarters.size() > found->quarters.size() && record.layout.json() == found->layout.json());
      if (!counts) continue;
      found = std::move(record);
      source = path;
    } catch (const IoError&) {
      if (!failure) failure = std::current_exception();
    }
  }
  if (found) return std::move(*found);
  if (failure) std::rethrow_exception(failure);
  const std::string nothing = fmt::format("there is nothing to recover: no file '{}.partial'", result);
  std::error_code code;
  if (!fs::exists(result, code)) throw InputError(nothing);
  const std::string status = open_result(result).attribute("status");
  throw InputError(fmt::format("{}; '{}' is {}", nothing, result,
                               status == "complete" ? status : fmt::format("what was recovered ({})", status)));
}

}  // namespace

Recovered recover(const std::string& path, const std::string& output) {
  std::error_code code;
  std::string source = path;
  if (!path.ends_with(".h5") && !fs::exists(path, code))
    throw InputError(fmt::format("there is nothing to recover: no file '{}'", path));
  if (!path.ends_with(".h5") && !is_checkpoint(path) && !is_record(path))
    throw InputError(
        fmt::format("'{}' is not what an interrupted run leaves (RESULT.h5.partial, RESULT.h5.checkpoint), or its "
                    "beginning is damaged",
                    path));
  const Record record = path.ends_with(".h5") ? record_of_run(path, source) : record_in(path);
  if (record.quarters.empty()) throw InputError(fmt::format("'{}' has no finished quarter", source));

  const std::string base = without(without(without(source, ".partial"), ".checkpoint"), ".h5");
  Recovered out{base + ".h5", record.quarters.size(), record.layout.quarters};
  const bool is_whole = out.quarters == out.of;
  if (!is_whole || fs::exists(out.file, code)) out.file = base + ".recovered.h5";
  if (output.ends_with('/') || fs::is_directory(output, code))
    out.file = (fs::path(output) / fs::path(out.file).filename()).string();
  else if (!output.empty())
    out.file = output;
  if (!out.file.ends_with(".h5"))
    throw InputError(
        fmt::format("what is recovered goes to a folder or a name that ends in .h5, not to '{}'", out.file));
  checked_output(out.file, OutputKind::recovered, {});
  if (holds_another_result(out.file, record.layout.attribute("scenario_sha256"),
                           record.layout.attribute("pack_sha256")))
    throw InputError(
        fmt::format("'{}' is a finished result of another scenario; choose another name with -o", out.file));
  std::vector<double> times;
  for (const RecordedQuarter& quarter : record.quarters) times.push_back(quarter.time);
  write_result(out.file, record.layout,
               is_whole ? "complete" : fmt::format("interrupted: {} of {} quarters", out.quarters, out.of), times,
               blocks_of(record));
  return out;
}

}  // namespace jiuzhou
