#include "sim/state/income_classes.hpp"

#include <span>

#include "sim/base/vector_math.hpp"
#include "sim/state/land.hpp"

namespace jiuzhou {

namespace {

constexpr std::size_t batch = 256;
constexpr std::size_t no_place = 2 * earning_bins;  // of who earns nothing
constexpr std::uint8_t no_class = 7;                // what it is put in

// What the pass reads of a run of members: the firm's number, or `nobody`; the kind; the class, `no_class` of who earns
// nothing.
struct Looks {
  std::array<std::uint32_t, batch> firm, kind;
  std::array<std::uint8_t, batch> is;
};
JIUZHOU_VECTOR_WIDTHS
void look_at(const std::uint64_t* record, std::size_t n, std::uint32_t here, std::uint32_t nobody, Looks& look) {
  for (std::size_t i = 0; i < n; ++i) {
    const auto low = static_cast<std::uint32_t>(record[i]),
               number = static_cast<std::uint32_t>(record[i] >> Person::link_field.shift);
    const bool earns = (low & Person::status_field.most()) == code(Status::employed);
    look.firm[i] = earns ? number : nobody;
    look.kind[i] = earns ? EarningLogs::kind_of(record[i], here) : EarningLogs::kinds;
    look.is[i] = static_cast<std::uint8_t>(earns ? low >> Person::class_field.shift & 7U : no_class);
  }
}

}  // namespace

std::vector<std::vector<std::int64_t>> rank_into_classes(World& world) {
  std::vector<std::vector<std::int64_t>> changed(world.region_count());
  const EfficiencyTable efficiency(world.parameters);
  const PayTable pay(world);
  for_each_region(world, [&](RegionId r) {
    RegionPersons& persons = world.persons[r];
    Headcount& count = world.headcounts[index(r)];
    const EarningLogs logs(efficiency, pay, r);
    // By number of the firm: few bytes each, so that they stay near while persons pass by.
    const auto nobody = static_cast<std::uint32_t>(count.firm.size());
    std::vector<std::uint16_t> of_wage(nobody + 1, 0), industry(nobody);
    for (std::size_t number = 0; number < nobody; ++number) {
      of_wage[number] =
          EarningLogs::of_wage(world.firms.wage[count.firm[number]] * work_share(world, count.firm[number]));
      industry[number] = count.staff[number].industry;
    }
    // visit(first slot, members, looks) for runs of members.
    const auto each_batch = [&](auto&& visit) {
      Looks look;
      for (std::size_t k = 0; k < persons.cohorts(); ++k) {
        const int age = age_of(world, persons.birth(k));
        if (age < works_from || age >= works_to) continue;
        for (std::size_t from = persons.begin(k), end = from + persons.size(k); from < end; from += batch) {
          const std::size_t n = std::min(batch, end - from);
          look_at(persons.raw(from), n, static_cast<std::uint32_t>(r), nobody, look);
          visit(from, n, look);
        }
      }
    };
    std::vector<std::int64_t> earners(no_place + 1, 0);
    each_batch([&](std::size_t from, std::size_t n, const Looks& look) {
      for (std::size_t i = 0; i < n; ++i)
        earners[logs.place(of_wage[look.firm[i]], look.kind[i])] += persons.weight(from + i);
    });
    std::vector<std::uint8_t> class_of;
    for (std::size_t half = 0; half < 2; ++half) {
      const std::vector<std::uint8_t> classes =
          classes_of(std::span(earners).subspan(half * earning_bins, earning_bins));
      class_of.insert(class_of.end(), classes.begin(), classes.end());
    }
    class_of.push_back(no_class);

    // Changes by (industry, hukou elsewhere, rural, from, to), which is all that the headcounts need.
    struct Change {
      std::int64_t persons = 0, labour = 0;
    };
    constexpr std::size_t pairs = income_classes * income_classes;
    std::vector<Change> flows(world.industry_count() * 4 * pairs);
    each_batch([&](std::size_t from, std::size_t n, const Looks& look) {
      std::array<std::uint16_t, batch> who;  // place in the run, and 256 times the class it gets
      std::size_t found = 0;
      for (std::size_t i = 0; i < n;
           ++i) {  // without branches by person: whether the next one changes is hard to foresee
        const std::size_t to = class_of[logs.place(of_wage[look.firm[i]], look.kind[i])];
        who[found] = static_cast<std::uint16_t>(to * batch + i);
        found += to != look.is[i] ? 1 : 0;
      }
      for (std::size_t j = 0; j < found; ++j) {
        const std::size_t slot = from + who[j] % batch, now = who[j] / batch;
        Person p = persons.get(slot);
        const std::int64_t weight = persons.weight(slot);
        const std::size_t elsewhere = p.hukou() != index(r) ? 1 : 0, rural = p.rural() ? 1 : 0;
        Change& change = flows[((industry[p.firm_number()] * 2 + elsewhere) * 2 + rural) * pairs +
                               p.income_class() * income_classes + now];
        change.persons += weight;
        change.labour += weight * efficiency(p.education(), p.ability());
        p.set_class(now);
        persons.put(slot, p);
      }
    });
    changed[index(r)].assign(2 * pairs, 0);
    for (std::size_t i = 0; i < flows.size(); ++i) {
      const std::size_t rural = i / pairs % 2, from = rural * income_classes + i % pairs / income_classes,
                        to = rural * income_classes + i % income_classes;
      changed[index(r)][i % (2 * pairs)] += flows[i].persons;
      std::int64_t* const paid = &count.pay_units[i / (2 * pairs) * Headcount::accounts];
      paid[from] -= flows[i].labour;
      paid[to] += flows[i].labour;
      count.persons[from * statuses + code(Status::employed)] -= flows[i].persons;
      count.persons[to * statuses + code(Status::employed)] += flows[i].persons;
    }
  });
  return changed;
}

}  // namespace jiuzhou
