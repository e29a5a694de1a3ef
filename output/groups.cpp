#include "output/groups.hpp"

#include <algorithm>
#include <limits>
#include <vector>

#include "sim/base/error.hpp"
#include "sim/state/headcount.hpp"

namespace jiuzhou {

namespace {

// Positions in group_labels.
constexpr std::size_t everybody = 0, town = 1, country = 2, local = 3, from_elsewhere = 4, first_band = 5, bands = 7,
                      first_area = first_band + bands;
static_assert(group_labels[first_band].code == "age_0_14" && group_labels[first_area].code == "old_revolutionary" &&
              first_area + special_areas == group_labels.size());

constexpr std::size_t band_of(int age) {
  return age < 15 ? 0 : std::min<std::size_t>(bands - 1, static_cast<std::size_t>(age - 5) / 10);
}
static_assert(band_of(14) == 0 && band_of(15) == 1 && band_of(24) == 1 && band_of(25) == 2 && band_of(64) == 5 &&
              band_of(65) == 6 && band_of(99) == 6);

// What of a record the groups tell apart: status, town or country, special areas, registered elsewhere.
constexpr std::size_t kinds = 8 * 2 * area_sets * 2;
constexpr std::size_t kind_of(Person p, std::size_t here) {
  return code(p.status()) | (p.rural() ? 1U : 0U) << 3U | p.special() << 4U |
         (p.hukou() != here ? std::size_t{area_sets} << 4U : 0U);
}

using Counts = std::vector<std::int64_t>;  // (band, kind)

Counts count_region(const World& w, RegionId r) {
  Counts counts(bands * kinds, 0);
  const RegionPersons& persons = w.persons[r];
  for (std::size_t k = 0; k < persons.cohorts(); ++k) {
    if (persons.size(k) == 0) continue;
    const std::span row = std::span(counts).subspan(band_of(age_of(w, persons.birth(k))) * kinds, kinds);
    for (std::size_t slot = persons.begin(k), end = slot + persons.size(k); slot < end; ++slot)
      row[kind_of(persons.get(slot), index(r))] += persons.weight(slot);
  }
  return counts;
}

}  // namespace

void count_groups(const World& w, std::span<double> out) {
  require(out.size() == group_labels.size() * statuses, "room for every group and status");
  const bool is_populated = !w.persons.regions.empty();
  std::ranges::fill(out, is_populated ? 0.0 : std::numeric_limits<double>::quiet_NaN());  // a world without persons
  if (!is_populated) return;
  std::vector<Counts> by_region(w.region_count());
  for_each_region(w, [&](RegionId r) { by_region[index(r)] = count_region(w, r); });
  for (const Counts& counts : by_region)
    for (std::size_t i = 0; i < counts.size(); ++i) {
      if (counts[i] == 0) continue;
      const std::size_t kind = i % kinds, status = kind & 7U, areas = kind >> 4U & (area_sets - 1);
      const auto add = [&](std::size_t group) { out[group * statuses + status] += static_cast<double>(counts[i]); };
      add(everybody);
      add((kind >> 3U & 1U) != 0 ? country : town);
      add(kind >> 4U >= area_sets ? from_elsewhere : local);
      add(first_band + i / kinds);
      for (std::size_t k = 0; k < special_areas; ++k)
        if ((areas >> k & 1U) != 0) add(first_area + k);
    }
}

}  // namespace jiuzhou
