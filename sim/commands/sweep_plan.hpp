// The plan of a sweep: scenarios x points of a design x seeds. Read as strictly as a scenario, every run resolved and
// checked before the first one starts.
//
//   scenarios:                                   # paths are relative to this file
//     - baseline.yaml
//     - {name: open, file: hukou_opening.yaml, set: {migration.income: 0.5}}
//   seeds: {first: 1, count: 10}                 # or a list: [1, 2, 3]; [1] unless given
//   paired: true                                 # every scenario and every point sees the same seeds, so that
//                                                # differences are sharp; false gives each its own
//   weight: 10000                                # instead of the scenarios'
//   until: 2034Q4
//   set: {growth.shock_scale: 0}                 # in every run
//   design:
//     kind: full_factorial                       # every combination of the listed values
//     parameters: {migration.income: [0.2, 0.4], policies.help.budget: [5 bn yuan/year, 9 bn yuan/year]}
//   design:
//     kind: latin_hypercube                      # or sobol, which takes no seed
//     points: 64
//     seed: 1                                    # of the design, not of the runs; 1 unless given
//     parameters: {migration.income: {from: 0.2, to: 0.6}, government.lag: {from: 1, to: 8, whole: true}}
//   design:
//     kind: saltelli                             # points · (parameters + 2) runs, for scripts/sensitivity
//     points: 16
//     parameters: {migration.income: {from: 0.2, to: 0.6}}
//   design: {kind: table, file: points.csv}      # a point per row, parameters by the names of the columns
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "output/origin.hpp"
#include "sim/scenario/load_scenario.hpp"
#include "sim/text/diagnostics.hpp"

namespace jiuzhou {

struct SweepRun {
  std::string id;        // a function of the resolved scenario, the pack and the program; its seed is in the scenario
  std::string scenario;  // its name in the plan
  std::uint64_t seed = 1;
  std::vector<std::pair<std::string, std::string>> parameters;  // of the design: path and value
  std::string file;                                             // of the scenario
  std::vector<std::string> overrides;                           // as in load_inputs()
  std::shared_ptr<const std::vector<SharedPart>> shared;        // what other runs may have in common with it
};

struct SweepPlan {
  std::string name, text;  // of the plan file: its stem, all of it
  std::shared_ptr<const Pack> pack;
  double most_memory = 0;             // bytes of the largest run
  std::vector<SweepRun> runs;         // by scenario, point and seed
  std::vector<std::string> warnings;  // of the scenarios, each once
};

inline constexpr std::size_t most_sweep_runs = 1000000;

// Nothing when anything is wrong, with every error in `diagnostics`.
std::optional<SweepPlan> load_plan(const std::string& path, Diagnostics& diagnostics);

// "3f2ab4c1d2e3": the first 12 hexadecimal digits of SHA-256 over program, pack and resolved scenario. The folder of
// the pack is not part of it.
std::string run_id(const Inputs& inputs);

}  // namespace jiuzhou
