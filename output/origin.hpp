// Whether a checkpoint belongs to a run: the resolved scenarios, line by line, and the policies of a branch.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "sim/scenario/scenario.hpp"

namespace jiuzhou {

// Whether a text read from a file is a resolved scenario, which the functions below require, and how many policies it
// has.
bool is_resolved(const std::string& text);
std::size_t policy_count(const std::string& resolved);

// Tells the user what differs between the resolved scenarios of a checkpoint and of the run that would go on from it;
// empty if nothing does. `except` lists keys such as "title" that may differ.
std::vector<std::string> differences(const std::string& before, const std::string& now,
                                     const std::vector<std::string>& except);

// The position of each policy of the scenario among those of the checkpoint, if it has one, and what forbids branching
// off after the quarter `last`.
struct PolicyMatch {
  std::vector<std::optional<std::size_t>> earlier;
  std::vector<std::string> obstacles;
};
PolicyMatch match_policies(const std::string& before, const Scenario& scenario, Quarter last);

// What the state of a run depends on, but for its seed, as a key: runs with one seed whose keys are equal at the end of a
// quarter have the same state there, and each may go on from the other's.
struct SharedPart {
  Quarter last;  // the key is that of every quarter after the last one of the part before, to this one
  std::string key;
};
// In order of time, up to the last quarter but one.
std::vector<SharedPart> shared_parts(const Scenario& scenario);

}  // namespace jiuzhou
