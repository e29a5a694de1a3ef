// Worlds to try policies in, and policies as a scenario would make them.
#pragma once

#include <algorithm>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "sim/base_year/initialise.hpp"
#include "sim/instruments/policies.hpp"
#include "sim/pack/load_pack.hpp"
#include "sim/period.hpp"
#include "sim/scenario/selection.hpp"

namespace jiuzhou {

inline std::shared_ptr<const Pack> pack_named(const std::string& name) {
  static std::map<std::string, std::shared_ptr<const Pack>> loaded;
  auto& pack = loaded[name];
  if (!pack) {
    Diagnostics diagnostics;
    pack = load_pack(std::string(SOURCE_DIR) + "/scenarios/packs/" + name, diagnostics);
    if (!pack) throw std::runtime_error(diagnostics.text());
  }
  return pack;
}

inline World world_of(const std::string& name, std::int64_t weight) {
  const auto pack = pack_named(name);
  Scenario scenario;
  scenario.pack_folder = pack->folder;
  scenario.from = Quarter::of(pack->base_year, 1);
  scenario.until = scenario.from + 40;
  scenario.weight = weight;
  return initialise(pack, scenario);
}

using Values = std::map<std::string, double>;

using Codes = std::vector<std::string>;

inline std::size_t region_named(const Pack& pack, const std::string& code) {
  for (std::size_t r = 0; r < pack.region_count(); ++r)
    if (pack.regions[r].code == code) return r;
  throw std::runtime_error("no region " + code);
}

inline std::size_t industry_named(const Pack& pack, const std::string& code) {
  for (std::size_t s = 0; s < pack.industry_count(); ++s)
    if (pack.industries[s].code == code) return s;
  throw std::runtime_error("no industry " + code);
}

inline std::unique_ptr<Instrument> policy_of(const Pack& pack, const std::string& type, const Values& values,
                                             const Codes& regions = {}, const Codes& industries = {},
                                             const Codes& to = {}) {
  auto policy = instrument_catalogue().at(type)();
  const ParameterList list = policy->parameters();
  for (const auto& [name, value] : values) {
    const auto found = std::ranges::find(list.all(), name, &Parameter::path);
    if (found == list.all().end()) throw std::runtime_error(type + " has no " + name);
    found->set(value);
  }
  policy->where = select_all(pack);
  if (!regions.empty()) std::ranges::fill(policy->where.region, 0.0);
  for (const std::string& code : regions) policy->where.region[region_named(pack, code)] = 1;
  if (!industries.empty()) std::ranges::fill(policy->where.industry, 0.0);
  for (const std::string& code : industries) policy->where.industry[industry_named(pack, code)] = 1;
  for (const std::string& code : to) policy->partners.push_back(region_named(pack, code));
  policy->from = Quarter::of(pack.base_year, 1);
  policy->until = policy->from + 1000;
  return policy;
}

inline RegionId region(const World& w, const std::string& code) {
  return RegionId{static_cast<std::uint32_t>(region_named(*w.pack, code))};
}

inline IndustryId industry(const World& w, const std::string& code) {
  return IndustryId{static_cast<std::uint32_t>(industry_named(*w.pack, code))};
}

// ---- answers by hand ------------------------------------------------------------------------------------------------

// The first quarter of toyland under one policy.
inline World quarter_under(std::unique_ptr<Instrument> policy, World world = world_of("toyland", 10)) {
  std::vector<std::unique_ptr<Instrument>> policies;
  policies.push_back(std::move(policy));
  advance(world, policies);
  return world;
}

inline Levers levers_of(const World& world, const Instrument& policy, double phase = 1) {
  Levers levers;
  levers.reset(world.region_count(), world.industry_count());
  policy.set(levers, world, phase);
  return levers;
}

inline double paid(const Levers& levers) {
  double sum = 0;
  for (const PolicyPayment& x : levers.payments) sum += x.yuan;
  return sum;
}

inline double persons_in(const World& w, const std::string& code) {
  return static_cast<double>(w.census.urban[region(w, code)] + w.census.rural[region(w, code)]);
}

}  // namespace jiuzhou
