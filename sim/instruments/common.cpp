#include "sim/instruments/common.hpp"

#include <algorithm>
#include <cmath>

namespace jiuzhou {

double people(const World& w, RegionId r) {
  return static_cast<double>(w.census.urban[r] + w.census.rural[r]);
}

TargetGroup target_group(const Selection& where, std::uint8_t mask) {
  return {.special_area_mask = mask, .at_home = mask != 0, .filter = where.who};
}

double residents(Levers& levers, const World& w, RegionId r, const Selection& where, std::uint8_t mask) {
  return levers.persons.of(w, r, target_group(where, mask));
}

double share_of_persons(Levers& levers, const World& w, RegionId r, const Selection& where, std::uint8_t mask) {
  if (mask == 0 && where.who.is_all()) return 1;
  return residents(levers, w, r, where, mask) / std::max(1.0, people(w, r));
}

std::vector<double> targeted_persons(Levers& levers, const World& w, const Selection& where, std::uint8_t mask) {
  std::vector<double> persons(w.region_count());
  for (const RegionId r : w.region_ids())
    if (where.region[index(r)] > 0) persons[index(r)] = where.region[index(r)] * residents(levers, w, r, where, mask);
  return persons;
}

double total(const std::vector<double>& weights) {
  double sum = 0;
  for (const double x : weights) sum += x;
  return sum;
}

std::vector<double> shares(std::vector<double> weights) {
  const double sum = total(weights);
  for (double& x : weights) x = sum > 0 ? x / sum : 0;
  return weights;
}

std::vector<double> partner_weights(const World& w, const Instrument& policy, double otherwise) {
  std::vector<double> weights(w.region_count(), policy.partners.empty() ? otherwise : 0.0);
  for (const std::size_t r : policy.partners) weights[r] = 1;
  return weights;
}

std::vector<double> targeted_industries(const World& w, const Selection& where,
                                        std::initializer_list<std::string_view> roles) {
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

Table<RegionId, IndustryId, CellSize> sizes(const World& w) {
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

std::vector<double> trainable_persons(Levers& levers, const World& w, const Selection& where, std::uint8_t mask) {
  std::vector<double> persons(w.region_count());
  for (const RegionId r : w.region_ids())
    if (where.region[index(r)] > 0)
      persons[index(r)] = where.region[index(r)] *
                          levers.persons.of(w, r, {.special_area_mask = mask, .trainable = true, .filter = where.who});
  return persons;
}

constexpr double most_absent = 0.5;  // share of a region's labour that can be on courses

void train(Levers& levers, const World& w, RegionId r, std::uint8_t mask, double persons, const CourseTerms& course,
           const PersonFilter& who) {
  if (!(persons > 0)) return;
  const double eligible = levers.persons.of(w, r, {.special_area_mask = mask, .trainable = true, .filter = who});
  if (!(eligible > 0)) return;
  const double trained = std::min(persons, eligible);
  // The better suited come first: who has had no course yet still gains in full, on average.
  const double had =
      course.gain > 0 ? std::min(1.0, w.regions.course_levels[r] / (course.gain * w.regions.labour_force[r])) : 0;
  const double chance = course.gain * (1 - had) * trained / eligible;
  levers.absence[r] = std::min(
      most_absent, levers.absence[r] + trained * w.parameters.demography.course_time / w.regions.labour_force[r]);
  each_area_set(mask, [&](AreaSet set) {
    for (std::size_t k = 0; k < skills; ++k)
      for (const bool is_rural : {false, true})
        for (const bool is_elsewhere : {false, true})
          if (who.takes(k, is_rural, is_elsewhere))
            levers.training(r, person_group(index(set), k, is_rural, is_elsewhere)) += chance;
  });
  levers.courses.push_back({levers.policy, trained});
  levers.pay({.region = r, .yuan = trained * course.cost, .investment_share = 0}, course.local_share);
}

double public_purchases(const World& w, RegionId d, IndustryId g) {
  const PackAccounts& accounts = w.pack->accounts;
  double bought = accounts.government_consumption(d, g),
         all = bought + accounts.consumption_urban(d, g) + accounts.consumption_rural(d, g) + accounts.investment(d, g);
  for (const IndustryId s : w.industry_ids()) {
    const double use = w.cells.input(d, g, s) * w.cells.base_output(d, s) * quarters_a_year;
    all += use;
    if (w.pack->industries[index(s)].is_public) bought += use;
  }
  return all > 0 ? std::clamp(bought / all, 0.0, 1.0) : 0;
}

void invest(Levers& levers, const World& w, const std::vector<double>& region, const std::vector<double>& industry,
            double yuan, Payer payer) {
  if (!(yuan > 0)) return;
  const auto size = sizes(w);
  double weight = 0;
  const auto weight_of = [&](RegionId r, IndustryId s) {
    return region[index(r)] * industry[index(s)] * size(r, s).capital;
  };
  for (const RegionId r : w.region_ids())
    for (const IndustryId s : w.industry_ids()) weight += weight_of(r, s);
  if (!(weight > 0)) return;
  for (const RegionId r : w.region_ids())
    for (const IndustryId s : w.industry_ids())
      levers.pay({.payer = payer,
                  .recipient = Recipient::firms,
                  .region = r,
                  .industry = s,
                  .is_invested = true,
                  .yuan = yuan * weight_of(r, s) / weight});
}

}  // namespace jiuzhou
