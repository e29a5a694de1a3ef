// Where a pack lies. A scenario names its pack by a folder, or by name and checksum: what a result says, which then can
// be run wherever the same pack is. Neither depends on the folder that the program is started in.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace jiuzhou {

struct PackName {
  std::string name, sha256;
};

// A folder: beside the scenario's, or else, where it is a name or packs/NAME, among the packs that come with the
// program. `folder` is the scenario's.
std::optional<std::string> find_pack_folder(const std::string& written, const std::string& folder);
// The pack with this checksum; of that name, or of any. `others`: folders of that name with another checksum.
std::optional<std::string> find_pack(const PackName& pack, const std::string& folder, std::vector<std::string>& others);

}  // namespace jiuzhou
