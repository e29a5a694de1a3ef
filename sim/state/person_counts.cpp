#include "sim/state/person_counts.hpp"

#include "sim/state/headcount.hpp"

namespace jiuzhou {

namespace {

constexpr std::size_t bins_of_account = area_sets * skills * 2 * statuses * 2;

constexpr std::size_t bin(std::size_t account, std::size_t areas, std::size_t skill, bool elsewhere, std::size_t status,
                          bool trainable) {
  return ((((account * area_sets + areas) * skills + skill) * 2 + (elsewhere ? 1 : 0)) * statuses + status) * 2 +
         (trainable ? 1 : 0);
}

std::vector<std::int64_t> count(const World& w) {
  std::vector<std::int64_t> counts(w.household_count() * bins_of_account, 0);
  for_each_region(w, [&](RegionId r) {
    const RegionPersons& persons = w.persons[r];
    const std::size_t first = index(w.household(r, false, 0));
    for (std::size_t k = 0; k < persons.cohorts(); ++k) {
      const bool young = age_of(w, persons.birth(k)) < w.parameters.demography.course_age;
      for (std::size_t slot = persons.begin(k), end = slot + persons.size(k); slot < end; ++slot) {
        const Person p = persons.get(slot);
        const bool trainable = young && p.in_labour_force() && p.education() + std::size_t{1} < education_levels;
        counts[bin(first + (p.rural() ? income_classes : 0) + p.income_class(), p.special(), p.skill(),
                   p.hukou() != index(r), code(p.status()), trainable)] += persons.weight(slot);
      }
    }
  });
  return counts;
}

}  // namespace

double PersonCounts::of(const World& w, HouseholdId account, const TargetGroup& who) {
  std::int64_t sum = 0;
  const std::size_t local = index(account) % Headcount::accounts;
  if (who.special_area_mask == 0 && !who.at_home && !who.trainable && who.filter.is_all()) {
    const Headcount& known = w.headcounts[index(account) / Headcount::accounts];
    for (std::size_t status = 0; status < statuses; ++status)
      if (!who.status || code(*who.status) == status) sum += known.count(local, static_cast<Status>(status));
    return static_cast<double>(sum);
  }
  if (heads_.empty()) heads_ = count(w);
  for (std::size_t areas = 0; areas < area_sets; ++areas) {
    if (who.special_area_mask != 0 && (areas & who.special_area_mask) == 0) continue;
    for (std::size_t skill = 0; skill < skills; ++skill)
      for (const bool elsewhere : {false, true}) {
        if ((who.at_home && elsewhere) || !who.filter.takes(skill, local >= income_classes, elsewhere)) continue;
        for (std::size_t status = 0; status < statuses; ++status) {
          if (who.status && code(*who.status) != status) continue;
          for (const bool trainable : {false, true})
            if (trainable || !who.trainable)
              sum += heads_[bin(index(account), areas, skill, elsewhere, status, trainable)];
        }
      }
  }
  return static_cast<double>(sum);
}

double PersonCounts::rural(const World& w, RegionId r, const TargetGroup& who) {
  double sum = 0;
  for (std::size_t k = 0; k < income_classes; ++k) sum += of(w, w.household(r, true, k), who);
  return sum;
}

double PersonCounts::of(const World& w, RegionId r, const TargetGroup& who) {
  double sum = rural(w, r, who);
  for (std::size_t k = 0; k < income_classes; ++k) sum += of(w, w.household(r, false, k), who);
  return sum;
}

std::vector<double> count_settled(const World& w, const std::vector<double>& quarters) {
  std::vector<double> found(w.region_count(), 0);
  for_each_region(w, [&](RegionId r) {
    const RegionPersons& persons = w.persons[r];
    std::int64_t settled = 0;
    for (std::size_t k = 0; k < persons.cohorts(); ++k)
      for (std::size_t slot = persons.begin(k), end = slot + persons.size(k); slot < end; ++slot) {
        const Person p = persons.get(slot);
        if (p.hukou() != index(r) && !p.rural() && w.elapsed() - p.arrival() >= quarters[index(r)])
          settled += persons.weight(slot);
      }
    found[index(r)] = static_cast<double>(settled);
  });
  return found;
}

}  // namespace jiuzhou
