// Reads   a scenario: its file, the files it extends, and the changes given on the command line.
//
//   extends: baseline.yaml                      # read first; what follows is laid over it
//   title: {en: "...", zh: "..."}
//   description: {en: "...", zh: "..."}
//   pack: packs/china-2022                      # a folder beside this file, or the name of a pack that comes with the
//                                               # program; or {name: ..., sha256: ...}, as a result says it
//   horizon: {from: 2022Q1, until: 2040Q4}      # both inclusive; `from` is the pack's first quarter
//   seed: 1
//   weight: 1000                                # persons one agent stands for
//   parameters: {migration: {income: 0.4, return_rate: 3 %}}
//   impose: {world_demand: {2014: 1.1, 2020: 1.4}}   # paths from outside, straight between the dates
//   policies:
//     - {name: help, type: fiscal_transfer, where: {block: west}, from: 2016Q1, ramp: 8 quarters, budget: 5 bn
//     yuan/year}
//     - {type: skill_training, when: {start: unemployment_rate > 6 %, stop: unemployment_rate < 5 %}, persons: {2020: 1
//        million persons/year, 2022: 2 million persons/year}, from: 2020Q1}
//
// Policies are added to those of the file that is extended; one with the name of an inherited one replaces it.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sim/scenario/scenario.hpp"
#include "sim/state/pack.hpp"
#include "sim/text/diagnostics.hpp"

namespace jiuzhou {

// A path that `impose:` may give.
struct ImposedKind {
  std::string_view name;
  Column<RunQuarter, double> Paths::*path;  // of the nation: points; none for a path by region: a map of points
  Spec spec;
  Table<RunQuarter, RegionId, double> Paths::*regional = nullptr;
};
const std::vector<ImposedKind>& imposed_kinds();

struct Inputs {
  Scenario scenario;
  std::shared_ptr<const Pack> pack;
};

// Everything a run needs; nothing when anything is wrong, with every error in `diagnostics`. An override is
// "path=value": "parameters.migration.income=0.4", "migration.income=0.4", "horizon.until=2042Q4",
// "policies.help.budget=9 bn yuan/year"; or one of the options "--seed=7", "--weight=10000", "--until=2014Q4". A pack
// that is already `known` is not read again.
std::optional<Inputs> load_inputs(const std::string& path, const std::vector<std::string>& overrides,
                                  Diagnostics& diagnostics, std::shared_ptr<const Pack> known = nullptr);

// A run of the pack's first year with what the pack itself sets, and no more.
Inputs plain_inputs(std::shared_ptr<const Pack> pack);

std::optional<Scenario> load_scenario(const std::string& path, const std::vector<std::string>& overrides,
                                      Diagnostics& diagnostics);

}  // namespace jiuzhou
