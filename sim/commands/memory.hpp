// Whether a run fits into memory, found before anything is allocated.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "sim/scenario/scenario.hpp"

namespace jiuzhou {

// Persons the pack has, in agents of this weight; about, as every group has a whole number of them.
double person_agents(const Pack& pack, std::int64_t weight);

// Bytes a run needs at its peak with one agent for `weight` persons: records, firms with their accounts, trade tables,
// and what drawing the two largest regions or clearing their markets takes for a while. An estimate from the sizes of
// the declared columns, within a tenth of what was measured.
double bytes_needed(const Pack& pack, const Parameters& parameters, std::int64_t weight);

// Bytes a new process may use: what the machine has available, or the control group's limit where that is less; none
// where the system does not tell.
std::optional<double> bytes_available();

// What to tell the user where the run does not fit: what it needs, what there is, a weight that fits, if any does.
std::optional<std::string> memory_shortage(const Pack& pack, const Scenario& scenario);

}  // namespace jiuzhou
