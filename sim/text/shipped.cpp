#include "sim/text/shipped.hpp"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "sim/text/text.hpp"

namespace jiuzhou {

namespace fs = std::filesystem;

std::vector<std::string> shipped_folders() {
  std::vector<std::string> out;
  std::error_code code;
  const auto add = [&](const fs::path& folder) {
    if (fs::is_directory(folder / "scenarios", code)) out.push_back(folder.lexically_normal().string());
  };
  if (const char* named = std::getenv("JIUZHOU_PATH"))
    for (const std::string_view folder : split(named, ':'))
      if (!folder.empty()) add(fs::path(folder));
  // Where everybody may write, such as /tmp, nothing is this program's own.
  const auto is_own = [&](const fs::path& folder) {
    return (fs::status(folder, code).permissions() & fs::perms::others_write) == fs::perms::none;
  };
  const fs::path program = fs::read_symlink("/proc/self/exe", code);
  if (code) return out;
  for (fs::path above = program.parent_path(); above.has_relative_path(); above = above.parent_path()) {
    if (!is_own(above)) continue;
    add(above / "share" / "jiuzhou");
    add(above);
  }
  return out;
}

std::optional<std::string> find_scenario(const std::string& written, const std::string& folder) {
  std::error_code code;
  const fs::path beside = (fs::path(folder) / written).lexically_normal();
  if (fs::exists(beside, code)) return beside.string();
  const fs::path name = fs::path(written).lexically_normal();
  if (name.is_absolute() || name.extension() != ".yaml" || *name.begin() == "..") return std::nullopt;
  for (const std::string& shipped : shipped_folders())
    for (const fs::path& found : {fs::path(shipped) / "scenarios" / name, fs::path(shipped) / name})
      if (const bool is_one = name.has_parent_path() || found.parent_path().filename() == "scenarios";
          is_one && fs::is_regular_file(found, code))
        return found.string();
  return std::nullopt;
}

std::optional<std::string> find_script(const std::string& name) {
  for (const std::string& shipped : shipped_folders()) {
    const std::string found = (fs::path(shipped) / "scripts" / name).string();
    std::error_code code;
    if (fs::is_regular_file(found, code) && access(found.c_str(), X_OK) == 0) return found;
  }
  return std::nullopt;
}

}  // namespace jiuzhou
