// `jiuzhou effect`: from policies to what they do, with intervals. A plan of the base and the policies over shared seeds
// is computed as a sweep, so that it is stored, resumed and never computed twice, and its runs are compared in pairs.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/commands/sweep.hpp"

namespace jiuzhou {

// How effects are shown.
struct EffectView {
  std::string years;          // "2028,2033"; "all"; empty: 5 and 10 years after the start, and the last one
  double level = 0.95;        // of the intervals
  double discount = 0.04;     // of what is gained and paid, a year
  std::string form = "text";  // or "csv" or "json"
  std::string rank = "real_gdp";
};

struct EffectOptions : EffectView {
  std::vector<std::string> policies;  // scenario files
  std::string base;                   // scenario file; empty: what the policies extend
  std::string folder;                 // of the runs; empty: results/effects
  std::int64_t seeds = 8, first_seed = 1;
  std::string until, weight;  // instead of the scenarios'; empty: theirs
  int jobs = 0, threads = 0;
  bool keep_states = false;  // as in SweepOptions
  bool quiet = false;
};

// Computes what is missing and prints the effect. Returns the exit status.
int effect(const EffectOptions& options);

// The effects that a sweep's folder holds: of the scenarios `policies` beside `base`, names of its plan. Empty: the
// first scenario is the base and the others are the policies. InputError where there is nothing to compare.
int effect_of_folder(const std::string& folder, const std::string& base, const std::vector<std::string>& policies,
                     const EffectView& view);

// "2028,2033" as years, "all" as every_year. InputError where it is something else.
std::vector<int> parse_years(const std::string& text);

}  // namespace jiuzhou
