#include "output/gate.hpp"

#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <cstring>
#include <filesystem>

#include "output/raw_file.hpp"
#include "output/reader.hpp"
#include "sim/base/error.hpp"
#include "sim/text/text.hpp"

namespace jiuzhou {

namespace {

namespace fs = std::filesystem;

constexpr int most_links = 40;
// Room for ".checkpoint.tmp" and the temporary name of a new file.
constexpr std::size_t room_for_endings = 21;

bool is_same_file(const std::string& a, const std::string& b) {
  std::error_code code;
  if (fs::equivalent(a, b, code)) return true;
  return fs::weakly_canonical(a, code) == fs::weakly_canonical(b, code);
}

void refuse_inputs(const std::string& path, const std::vector<std::string>& inputs) {
  for (const std::string& input : inputs)
    if (is_same_file(path, input))
      throw InputError(fmt::format("the output {} is an input of this command; choose another name", in_quotes(path)));
}

// Root can write every file; only the mode says that it should not.
void refuse_protected(const std::string& path) {
  struct stat facts {};
  if (stat(path.c_str(), &facts) != 0) return;
  if ((facts.st_mode & (S_IWUSR | S_IWGRP | S_IWOTH)) != 0 && access(path.c_str(), W_OK) == 0) return;
  throw InputError(in_quotes(path) +
                   " is write-protected and is not replaced; choose another name, or allow it with `chmod u+w`");
}

void refuse_long(const std::string& path) {
  const std::size_t name = fs::path(path).filename().string().size() + room_for_endings;
  if (name > NAME_MAX || path.size() + room_for_endings >= PATH_MAX)
    throw InputError(fmt::format(
        "the name {} is too long by {} bytes; files beside it need room for endings such as .checkpoint.tmp",
        in_quotes(path), name > NAME_MAX ? name - NAME_MAX : path.size() + room_for_endings + 1 - PATH_MAX));
}

// The nearest folder above that exists must take new files.
void refuse_closed_folder(const std::string& path) {
  std::error_code code;
  fs::path folder = fs::absolute(path, code).parent_path();
  while (!fs::exists(folder, code) && folder.has_relative_path()) folder = folder.parent_path();
  if (!fs::is_directory(folder, code))
    throw InputError(
        fmt::format("{} is not a folder, so {} cannot be written", in_quotes(folder.string()), in_quotes(path)));
  if (access(folder.c_str(), W_OK | X_OK) != 0)
    throw IoError(fmt::format("cannot write in the folder '{}': {}", folder.string(), std::strerror(errno)));
}

std::string first_bytes(const std::string& path, std::size_t size) {
  RawFile file(path, RawFile::Access::read);
  std::string bytes(std::min(size, file.size()), '\0');
  return file.read(bytes.data(), bytes.size()) ? bytes : std::string();
}

[[noreturn]] void refuse_foreign(const std::string& path, const std::string& what) {
  throw InputError(
      fmt::format("{} is there and is not {}; it is not replaced, choose another name", in_quotes(path), what));
}

// Whether something would be lost.
bool holds_something(const std::string& path) {
  std::error_code code;
  const auto status = fs::status(path, code);
  if (!fs::exists(status)) return false;
  if (fs::is_directory(status)) throw InputError(in_quotes(path) + " is a folder; choose another name");
  return fs::file_size(path, code) > 0;
}

void refuse_foreign_result(const std::string& path, OutputKind kind) {
  if (!holds_something(path)) return;
  const std::string what = kind == OutputKind::merged ? "a merged sweep of jiuzhou" : "a result of jiuzhou";
  bool is_ours = false;
  try {
    const ResultReader there = open_result(path);
    is_ours = there.has("run") == (kind == OutputKind::merged) && there.attribute("source").starts_with("jiuzhou ");
  } catch (const InputError&) {
  } catch (const IoError& e) {  // nobody can tell whether it is ours
    throw InputError(
        fmt::format("{} is there and cannot be read as {} ({}); it is not replaced, choose another name or remove it",
                    in_quotes(path), what, e.what()));
  }
  if (!is_ours) refuse_foreign(path, what);
}

// What a run keeps beside its result, and how each begins.
struct Beside {
  std::string_view ending, begins, what;
};
constexpr std::array<Beside, 5> beside_result{{{".partial", "JZRECOR1", "the record of a run"},
                                               {".checkpoint", "JZCHECK1", "a checkpoint"},
                                               {".checkpoint.tmp", "JZCHECK1", "a checkpoint"},
                                               {".manifest", "{\"event\"", "the manifest of a run"},
                                               {".tmp", "\x89HDF\r\n\x1a\n", "a result being written"}}};

void refuse_foreign_beside(const std::string& result, OutputKind kind, const std::vector<std::string>& inputs) {
  for (const Beside& beside : beside_result) {
    if (kind != OutputKind::result && beside.ending != ".tmp") continue;
    const std::string path = result + std::string(beside.ending);
    refuse_inputs(path, inputs);
    if (target_of(path) != path)
      throw InputError(in_quotes(path) + " is a link, and this command would write it beside its result; remove it");
    refuse_protected(path);
    if (!holds_something(path)) continue;
    const std::string found = first_bytes(path, beside.begins.size());
    // A killed process may have left zeros or only the beginning of the file.
    if (found.find_first_not_of('\0') == std::string::npos || beside.begins.starts_with(found)) continue;
    refuse_foreign(path, std::string(beside.what) + ", which this command would write there");
  }
}

void refuse_foreign_table(const std::string& path) {
  if (!holds_something(path)) return;
  constexpr std::string_view mark = "\xef\xbb\xbf";  // of UTF-8, before what a spreadsheet opens
  const std::string bytes = first_bytes(path, 64);
  std::string_view found = bytes;
  if (found.starts_with(mark)) found.remove_prefix(mark.size());
  for (const char* header : {"model,scenario,region,variable,", "time,series,", "year,series,"})
    if (found.starts_with(header)) return;
  refuse_foreign(path, "a table of this program");
}

bool is_folder_or_nothing(const std::string& path) {
  std::error_code code;
  const auto status = fs::status(path, code);
  return !fs::exists(status) || fs::is_directory(status);
}

// The tables of a package are only recognised by the file that lists them, which begins with who wrote it.
void refuse_foreign_package(const std::string& path) {
  if (!is_folder_or_nothing(path)) throw InputError(in_quotes(path) + " is a file, and a folder is to be written");
  std::error_code code;
  const fs::path list = fs::path(path) / "datapackage.json";
  if (fs::is_regular_file(list, code) &&
      first_bytes(list.string(), 128).find("\"jiuzhou-result\"") != std::string::npos)
    return;
  if (fs::exists(path, code) && !fs::is_empty(path, code))
    throw InputError(fmt::format("the folder {} holds something else; choose another with -o", in_quotes(path)));
}

// A sweep may share its folder; what it writes there is its own.
void refuse_foreign_sweep(const std::string& path) {
  if (!is_folder_or_nothing(path)) throw InputError(in_quotes(path) + " is a file, and a folder is to be written");
  for (const char* folder : {"runs", "manifest", "states"})
    if (const std::string inner = (fs::path(path) / folder).string(); !is_folder_or_nothing(inner))
      refuse_foreign(inner, "the folder of a sweep");
  if (const std::string lock = (fs::path(path) / "lock").string(); holds_something(target_of(lock)))
    refuse_foreign(lock, "the lock of a sweep");
  const std::string list = (fs::path(path) / "runs.jsonl").string();
  constexpr std::string_view begin = "{\"sweep\"";
  if (holds_something(target_of(list)) && first_bytes(list, begin.size()) != begin)
    throw InputError(in_quotes(list) +
                     " is not the list of a sweep, or is damaged; remove it, and the sweep makes it anew "
                     "(what is finished is kept)");
}

}  // namespace

std::string target_of(const std::string& path) {
  std::error_code code;
  fs::path at(path);
  for (int i = 0; fs::is_symlink(fs::symlink_status(at, code)); ++i) {
    if (i == most_links) throw InputError(in_quotes(path) + " is a circle of links");
    const fs::path to = fs::read_symlink(at, code);
    if (code) throw IoError(fmt::format("cannot read the link '{}': {}", at.string(), code.message()));
    at = (to.is_absolute() ? to : at.parent_path() / to).lexically_normal();
    if (at.string().starts_with("/proc/") || at.string().starts_with("/dev/"))
      throw InputError(in_quotes(path) + " is not a file; `-` writes a table to the standard output");
  }
  const auto status = fs::status(at, code);
  if (fs::exists(status) && !fs::is_regular_file(status) && !fs::is_directory(status))
    throw InputError(in_quotes(path) +
                     " is a device or a pipe, which is never replaced; `-` writes a table to the "
                     "standard output");
  return at.string();
}

std::string checked_output(const std::string& asked, OutputKind kind, const std::vector<std::string>& inputs) {
  if (asked == "-") throw InputError("only a table can go to the standard output, not what this command writes");
  std::string path = target_of(asked);
  refuse_long(path);
  refuse_inputs(path, inputs);
  switch (kind) {
    case OutputKind::result:
    case OutputKind::recovered:
    case OutputKind::merged:
      if (!asked.ends_with(".h5"))
        throw InputError(fmt::format("the output {} must have a name that ends in .h5", in_quotes(asked)));
      refuse_foreign_beside(path, kind, inputs);
      refuse_protected(path);
      refuse_foreign_result(path, kind);
      break;
    case OutputKind::table:
      refuse_protected(path);
      refuse_foreign_table(path);
      break;
    case OutputKind::package:
      refuse_foreign_package(path);
      break;
    case OutputKind::sweep:
      refuse_foreign_sweep(path);
      break;
    case OutputKind::pack:
      if (std::error_code code; fs::exists(path, code) && !(fs::is_directory(path, code) && fs::is_empty(path, code)))
        throw InputError(in_quotes(path) + " is there already and is not an empty folder");
      break;
  }
  refuse_closed_folder(path);
  return path;
}

bool holds_another_result(const std::string& path, const std::string& scenario_sha256, const std::string& pack_sha256) {
  std::error_code code;
  if (!fs::exists(path, code) || fs::file_size(path, code) == 0) return false;
  const ResultReader there = open_result(path);
  return there.attribute("status") == "complete" &&
         (there.attribute("scenario_sha256") != scenario_sha256 || there.attribute("pack_sha256") != pack_sha256);
}

void keep_permissions(const std::string& replaced, const std::string& by) {
  struct stat facts {};
  if (stat(replaced.c_str(), &facts) == 0 && S_ISREG(facts.st_mode)) {
    // If that is not allowed, the new file keeps its own permissions.
    [[maybe_unused]] const int status = chmod(by.c_str(), facts.st_mode & 07777U);
  }
}

}  // namespace jiuzhou
