// Whether a checkpoint belongs to a run: the resolved scenarios, line by line, and the policies of a branch.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "sim/scenario/scenario.hpp"

namespace jiuzhou {

// Whether a text that was read from a file is a resolved scenario; what follows takes no other. How many policies it has.
bool is_resolved(const std::string& text);
std::size_t policy_count(const std::string& resolved);

// What differs between the resolved scenarios of a checkpoint and of the run that would go on from it, for the user;
// none where nothing does. `except`: keys such as "title" that may differ.
std::vector<std::string> differences(const std::string& before, const std::string& now,
                                     const std::vector<std::string>& except);

// For every policy of the scenario its position among those of the checkpoint, where it is there; and what forbids to
// branch off after the quarter `last`.
struct PolicyMatch {
  std::vector<std::optional<std::size_t>> earlier;
  std::vector<std::string> obstacles;
};
PolicyMatch match_policies(const std::string& before, const Scenario& scenario, Quarter last);

}  // namespace jiuzhou
