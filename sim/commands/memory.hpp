// Whether a run fits into memory, found before anything is allocated.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "sim/scenario/scenario.hpp"

namespace jiuzhou {

// The persons of the pack as agents of this weight; approximate, since every group has a whole number of agents.
double person_agents(const Pack& pack, std::int64_t weight);

// Bytes a run needs at its peak with one agent for `weight` persons: records, firms with their accounts, trade tables,
// and what drawing the two largest regions or clearing their markets takes for a while. An estimate from the sizes of
// the declared columns, within a tenth of what was measured.
double bytes_needed(const Pack& pack, const Parameters& parameters, std::int64_t weight);

// Bytes that a new process may use: what the machine has available, or the control group's limit if that is less.
// Nothing if the system does not say.
std::optional<double> bytes_available();
// The least that a control group such as "/job/step" and its ancestors leave, in the hierarchy at `root`.
std::optional<double> bytes_left_in_group(const std::string& root, const std::string& group);

// What to tell the user if the run does not fit: what it needs, what there is, and a weight that fits, if any does.
std::optional<std::string> memory_shortage(const Pack& pack, const Scenario& scenario);

}  // namespace jiuzhou
