#include "sim/pack/find_pack.hpp"

#include <algorithm>
#include <filesystem>

#include "sim/pack/load_pack.hpp"
#include "sim/text/shipped.hpp"

namespace jiuzhou {

namespace {

namespace fs = std::filesystem;

bool is_pack(const fs::path& folder) {
  std::error_code code;
  return fs::is_regular_file(folder / "pack.yaml", code);
}

// The folders of packs that come with the program.
std::vector<fs::path> shipped() {
  std::vector<fs::path> out;
  for (const std::string& folder : shipped_folders())
    if (std::error_code code; fs::is_directory(fs::path(folder) / "scenarios" / "packs", code))
      out.push_back(fs::path(folder) / "scenarios" / "packs");
  return out;
}

}  // namespace

std::optional<std::string> find_pack_folder(const std::string& written, const std::string& folder) {
  std::error_code code;
  const fs::path beside = (fs::path(folder) / written).lexically_normal();
  if (fs::is_directory(beside, code)) return beside.string();
  const std::string name = written.starts_with("packs/") ? written.substr(6) : written;
  if (name.empty() || name.find('/') != std::string::npos || name.starts_with('.')) return std::nullopt;
  for (const fs::path& packs : shipped())
    if (is_pack(packs / name)) return (packs / name).string();
  return std::nullopt;
}

std::optional<std::string> find_pack(const PackName& pack, const std::string& folder,
                                     std::vector<std::string>& others) {
  const fs::path here = folder.empty() ? fs::path(".") : fs::path(folder);
  std::vector<fs::path> places{here, here / "packs", here / ".." / "packs"};
  for (const fs::path& packs : shipped()) places.push_back(packs);
  std::error_code code;
  for (const bool by_name : {true, false})
    for (const fs::path& place : places) {
      std::vector<fs::path> folders;
      if (by_name)
        folders.push_back(place / pack.name);
      else
        for (fs::directory_iterator entry(place, code), end; !code && entry != end; entry.increment(code))
          folders.push_back(entry->path());
      std::ranges::sort(folders);
      for (const fs::path& each : folders) {
        if (!is_pack(each)) continue;
        const std::string found = each.lexically_normal().string();
        if (pack_sha256(found) == pack.sha256) return found;
        if (by_name) others.push_back(found);
      }
    }
  return std::nullopt;
}

}  // namespace jiuzhou
