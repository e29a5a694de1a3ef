// What comes with the program beside itself: scenarios, packs and scripts. Found from where the program lies, so that a
// tree may be moved, and never from the folder that it is started in.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace jiuzhou {

// Folders that hold scenarios/ (with packs/) and scripts/: those that the variable JIUZHOU_PATH names, joined by colons,
// then the one of the program as it is installed (share/jiuzhou beside bin), then as it is built.
std::vector<std::string> shipped_folders();

// A scenario that is written as a path: beside `folder`, or else, where nothing is there, the shipped one of that name
// ("baseline.yaml" or "scenarios/baseline.yaml"). Nothing where there is neither.
std::optional<std::string> find_scenario(const std::string& written, const std::string& folder);

// A script of that name that users call, such as "report"; nothing where there is none.
std::optional<std::string> find_script(const std::string& name);

}  // namespace jiuzhou
