#include "sim/steps/income_classes.hpp"

#include <span>

#include "sim/base/vector_math.hpp"

namespace jiuzhou {

namespace {

constexpr std::size_t batch = 256;
constexpr std::size_t no_bin = earning_bins;  // of those who earn nothing

JIUZHOU_VECTOR_WIDTHS
bool anybody_earns(const std::uint64_t* record, std::size_t n) {
  std::uint64_t earns = 0;
  for (std::size_t i = 0; i < n; ++i) earns |= (record[i] & Person::status_field.most()) == code(Status::employed) ? 1 : 0;
  return earns != 0;
}

}  // namespace

std::vector<std::vector<std::int64_t>> rank_into_classes(World& world) {
  std::vector<std::vector<std::int64_t>> changed(world.region_count());
  const EfficiencyTable efficiency(world.parameters);
  const PayTable pay(world);
  for_each_region(world, [&](RegionId r) {
    RegionPersons& persons = world.persons[r];
    const Headcount& count = world.headcounts[index(r)];
    const EarningLogs logs(efficiency, pay, r);
    // By number of the firm: few bytes each, so that they stay near while persons pass by.
    std::vector<std::uint16_t> of_wage(std::max<std::size_t>(1, count.firm.size()), 0), industry(count.firm.size());
    for (std::size_t number = 0; number < count.firm.size(); ++number) {
      of_wage[number] = EarningLogs::of_wage(world.firms.wage[count.firm[number]]);
      industry[number] = count.staff[number].industry;
    }
    // visit(first slot, bins) for runs of members; without branches by person, for whether the next one earns is hard to foresee.
    const auto each_batch = [&](auto&& visit) {
      std::array<std::uint16_t, batch> bins;
      for (std::size_t k = 0; k < persons.cohorts(); ++k)
        for (std::size_t from = persons.begin(k), end = from + persons.size(k); from < end; from += batch) {
          const std::size_t n = std::min(batch, end - from);
          const std::uint64_t* record = persons.raw(from);
          if (!anybody_earns(record, n)) continue;
          for (std::size_t i = 0; i < n; ++i) {
            const Person p{record[i]};
            const std::size_t bin = logs.bin(of_wage[p.employed() ? p.firm_number() : 0], p);
            bins[i] = static_cast<std::uint16_t>(p.employed() ? bin : no_bin);
          }
          visit(from, std::span<const std::uint16_t>(bins.data(), n));
        }
    };
    std::array<std::vector<std::int64_t>, 2> earners{std::vector<std::int64_t>(no_bin + 1, 0), std::vector<std::int64_t>(no_bin + 1, 0)};
    each_batch([&](std::size_t from, std::span<const std::uint16_t> bins) {
      for (std::size_t i = 0; i < bins.size(); ++i) earners[persons.get(from + i).rural() ? 1 : 0][bins[i]] += persons.weight(from + i);
    });
    std::array<std::vector<std::uint8_t>, 2> class_of;
    for (std::size_t half = 0; half < 2; ++half) {
      earners[half][no_bin] = 0;
      class_of[half] = classes_of(earners[half]);
    }
    RegionBooks books(world, r, efficiency);
    changed[index(r)].assign(2 * income_classes * income_classes, 0);
    each_batch([&](std::size_t from, std::span<const std::uint16_t> bins) {
      std::array<std::uint16_t, batch> who;
      std::size_t found = 0;
      for (std::size_t i = 0; i < bins.size(); ++i) {
        const Person p = persons.get(from + i);
        who[found] = static_cast<std::uint16_t>(i);
        found += bins[i] != no_bin && class_of[p.rural() ? 1 : 0][bins[i]] != p.income_class() ? 1 : 0;
      }
      for (std::size_t j = 0; j < found; ++j) {
        const std::size_t slot = from + who[j];
        const Person p = persons.get(slot);
        const std::size_t now = class_of[p.rural() ? 1 : 0][bins[who[j]]];
        Person after = p;
        after.set_class(now);
        books.change_class(p, after, industry[p.firm_number()], persons.weight(slot));
        changed[index(r)][((p.rural() ? income_classes : 0) + p.income_class()) * income_classes + now] += persons.weight(slot);
        persons.put(slot, after);
      }
    });
  });
  return changed;
}

}  // namespace jiuzhou
