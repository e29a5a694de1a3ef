// Runs in pairs without chance, with and without one policy.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "sim/base_year/initialise.hpp"
#include "sim/pack/load_pack.hpp"
#include "sim/scenario/load_scenario.hpp"
#include "sim/text/diagnostics.hpp"
#include "tests/instruments/policy_world.hpp"

namespace jiuzhou::pairs {

// China in 2012, one agent for 10 000 persons, nothing by chance.
inline World quiet_world() {
  const auto file = std::filesystem::path(SOURCE_DIR) / "scenarios" / "backcast_2012.yaml";
  const std::vector<std::string> overrides{"weight=10000", "initial.chance=false"};
  Diagnostics diagnostics;
  std::optional<Scenario> scenario = load_scenario(file.string(), overrides, diagnostics);
  if (!scenario) throw std::runtime_error(diagnostics.text());
  static std::shared_ptr<const Pack> pack = load_pack(scenario->pack_folder, diagnostics);
  if (!pack) throw std::runtime_error(diagnostics.text());
  return initialise(pack, *scenario);
}

// The world after `quarters` quarters under a policy, or under none.
inline World after(int quarters, const std::string& type = "", const Values& values = {}, const Codes& regions = {},
                   const Codes& to = {}) {
  World w = quiet_world();
  Policies policies;
  if (!type.empty()) policies.push_back(policy_of(*w.pack, type, values, regions, {}, to));
  for (int t = 0; t < quarters; ++t) {
    if (t > 0) begin_next_quarter(w);
    advance(w, policies);
  }
  return w;
}

inline double sum(const Column<RegionId, double>& x) {
  double total = 0;
  for (const double value : x.values()) total += value;
  return total;
}

// Consumer prices, weighted with consumption.
inline double consumer_prices(const World& w) {
  double spent = 0, real = 0;
  for (const RegionId r : w.region_ids()) {
    const double yuan = w.activity.consumption_urban[r] + w.activity.consumption_rural[r];
    spent += yuan;
    real += yuan / w.regions.price_level[r];
  }
  return spent / real;
}

inline double change(double with, double without) {
  return with / without - 1;
}

}  // namespace jiuzhou::pairs
