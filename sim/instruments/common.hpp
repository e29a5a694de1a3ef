// What several instruments ask of the world: who lives where, who is meant, which industries play a role. Instruments
// read only state that a checkpoint holds, so nothing of the quarter's results.
#pragma once

#include <string_view>
#include <vector>

#include "sim/instruments/instrument.hpp"
#include "sim/world.hpp"

namespace jiuzhou {

inline constexpr double million = 1e6, thousand = 1e3;
inline constexpr double quarters_a_year = 4;
inline constexpr std::uint8_t border_county = 2, resource_based = 4, formerly_poor = 8;  // bits of special areas

inline double people(const World& w, RegionId r) { return static_cast<double>(w.census.urban[r] + w.census.rural[r]); }

// Share of a region's population with one of the bits of the mask, as the pack has them at the start; 1 for mask 0.
inline double special_share(const World& w, RegionId r, std::uint8_t mask) {
  if (mask == 0) return 1;
  double without = 1;
  for (std::size_t k = 0; k < special_areas; ++k)
    if ((mask >> k & 1) != 0) without *= 1 - w.pack->special[r][k];
  return 1 - without;
}

// Share of a region's persons whom a filter takes by residence and hukou; the two are taken as independent.
inline double home_share(const World& w, RegionId r, const PersonFilter& who) {
  const double all = people(w, r);
  if (!(all > 0)) return 0;
  const double rural = static_cast<double>(w.census.rural[r]) / all, elsewhere = static_cast<double>(w.census.nonlocal[r]) / all;
  double share = 0;
  for (const bool is_rural : {false, true})
    for (const bool is_elsewhere : {false, true})
      if (PersonFilter{0, who.residence, who.hukou}.takes(0, is_rural, is_elsewhere))
        share += (is_rural ? rural : 1 - rural) * (is_elsewhere ? elsewhere : 1 - elsewhere);
  return share;
}

// The same by skill as well, as among those of whom the census knows it.
inline double person_share(const World& w, RegionId r, const PersonFilter& who) {
  if (who.is_all()) return 1;
  double taken = 0, known = 0;
  for (std::size_t k = 0; k < skills; ++k) {
    const auto heads = static_cast<double>(w.census.skilled[k][r]);
    known += heads;
    if (PersonFilter{who.skill, 0, 0}.takes(k, false, false)) taken += heads;
  }
  return home_share(w, r, who) * (known > 0 ? taken / known : 0);
}

// Persons the policy is for, by region.
inline std::vector<double> people_meant(const World& w, const Selection& where, std::uint8_t mask) {
  std::vector<double> heads(w.region_count());
  for (const RegionId r : w.region_ids())
    heads[index(r)] = where.region[index(r)] * people(w, r) * special_share(w, r, mask) * person_share(w, r, where.who);
  return heads;
}

inline double total(const std::vector<double>& weights) {
  double sum = 0;
  for (const double x : weights) sum += x;
  return sum;
}

// Shares that sum to 1, or all 0.
inline std::vector<double> shares(std::vector<double> weights) {
  const double sum = total(weights);
  for (double& x : weights) x = sum > 0 ? x / sum : 0;
  return weights;
}

// 1 for the regions of `to:`, or `otherwise` for all where there is none.
inline std::vector<double> partner_weights(const World& w, const Instrument& policy, double otherwise) {
  std::vector<double> weights(w.region_count(), policy.partners.empty() ? otherwise : 0.0);
  for (const std::size_t r : policy.partners) weights[r] = 1;
  return weights;
}

// The industries a policy names; where it names none, those with one of these roles; where the pack has none of them,
// all where firms are firms.
inline std::vector<double> industries_meant(const World& w, const Selection& where, std::initializer_list<std::string_view> roles) {
  for (const double x : where.industry)
    if (x != 1) return where.industry;
  std::vector<double> found(w.industry_count(), 0);
  bool any = false;
  for (std::size_t s = 0; s < found.size(); ++s)
    for (const std::string_view role : roles)
      if (w.pack->industries[s].role == role) found[s] = 1, any = true;
  if (any) return found;
  for (std::size_t s = 0; s < found.size(); ++s)
    found[s] = w.pack->industries[s].own_account || w.pack->industries[s].is_public ? 0 : 1;
  return found;
}

// Output of a cell last quarter, real yuan; wages it paid, yuan; real capital; persons who work there.
struct CellSize {
  double output = 0, wages = 0, capital = 0, workers = 0;
};

// Of every cell, in one pass.
inline Table<RegionId, IndustryId, CellSize> sizes(const World& w) {
  Table<RegionId, IndustryId, CellSize> size(w.region_count(), w.industry_count());
  for (const FirmId f : w.firms.ids()) {
    if (!w.firms.alive[f]) continue;
    CellSize& cell = size(w.firms.region[f], w.firms.industry[f]);
    cell.output += w.firms.output[f];
    cell.wages += w.firms.wage[f] * static_cast<double>(w.firms.paid[f]);
    cell.capital += w.firms.capital[f];
    cell.workers += static_cast<double>(w.firms.workers[f]);
  }
  return size;
}

// Every way a special-area set can contain one of the bits of the mask; all sets for mask 0.
template <class Visit>
void each_area_set(std::uint8_t mask, Visit&& visit) {
  for (std::uint32_t set = 0; set < area_sets; ++set)
    if (mask == 0 || (set & mask) != 0) visit(AreaSet{set});
}

// Persons who can rise a level and are meant.
inline double trainable(const World& w, RegionId r, std::uint8_t mask, const PersonFilter& who) {
  double heads = 0;
  for (const std::size_t k : {std::size_t{0}, std::size_t{1}})
    if (PersonFilter{who.skill, 0, 0}.takes(k, false, false)) heads += static_cast<double>(w.census.skilled[k][r]);
  return who.is_all() ? heads * special_share(w, r, mask) : heads * special_share(w, r, mask) * home_share(w, r, who);
}

// Trains so many persons a quarter, each of whom rises `gain` education levels on average, and pays for it.
inline void train(Levers& levers, const World& w, RegionId r, std::uint8_t mask, double persons, double gain, double cost,
                  double local_share, const PersonFilter& who = {}) {
  const double eligible = trainable(w, r, mask, who);
  if (!(persons > 0) || !(eligible > 0)) return;
  const double trained = std::min(persons, eligible);
  each_area_set(mask, [&](AreaSet set) {
    for (std::size_t k = 0; k < skills; ++k)
      for (const bool is_rural : {false, true})
        for (const bool is_elsewhere : {false, true})
          if (who.takes(k, is_rural, is_elsewhere))
            levers.training(r, person_group(index(set), k, is_rural, is_elsewhere)) += trained * gain / eligible;
  });
  levers.pay({.region = r, .yuan = trained * cost, .investment_share = 0}, local_share);
}

// Divides capital bought with public money over the cells a policy names, by their capital.
inline void invest(Levers& levers, const World& w, const std::vector<double>& region, const std::vector<double>& industry,
                   double yuan, Payer payer) {
  if (!(yuan > 0)) return;
  const auto size = sizes(w);
  double weight = 0;
  const auto weight_of = [&](RegionId r, IndustryId s) { return region[index(r)] * industry[index(s)] * size(r, s).capital; };
  for (const RegionId r : w.region_ids())
    for (const IndustryId s : w.industry_ids()) weight += weight_of(r, s);
  if (!(weight > 0)) return;
  for (const RegionId r : w.region_ids())
    for (const IndustryId s : w.industry_ids())
      levers.pay({.payer = payer, .recipient = Recipient::firms, .region = r, .industry = s, .is_invested = true,
                  .yuan = yuan * weight_of(r, s) / weight});
}

}  // namespace jiuzhou
