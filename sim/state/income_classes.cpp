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

// Changes of class, as the headcounts need them: by (industry, hukou elsewhere, rural, from, to).
struct Change {
  std::int64_t persons = 0, labour = 0;
};
constexpr std::size_t pairs = income_classes * income_classes;

// One region's revision.
class Revision {
 public:
  Revision(World& world, const EfficiencyTable& efficiency, const PayTable& pay, RegionId r)
      : world_(world),
        efficiency_(efficiency),
        region_(r),
        persons_(world.persons[r]),
        count_(world.headcounts[index(r)]),
        logs_(efficiency, pay, r),
        nobody_(static_cast<std::uint32_t>(count_.firm.size())),
        of_wage_(nobody_ + 1, 0),
        industry_(nobody_) {
    for (std::size_t number = 0; number < nobody_; ++number) {
      of_wage_[number] =
          EarningLogs::of_wage(world.firms.wage[count_.firm[number]] * work_share(world, count_.firm[number]));
      industry_[number] = count_.staff[number].industry;
    }
  }

  // By place in the order of earnings.
  [[nodiscard]] std::vector<std::uint8_t> classes() const {
    std::vector<std::int64_t> earners(no_place + 1, 0);
    for_each_batch([&](std::size_t from, std::size_t n, const Looks& look) {
      for (std::size_t i = 0; i < n; ++i)
        earners[logs_.place(of_wage_[look.firm[i]], look.kind[i])] += persons_.weight(from + i);
    });
    std::vector<std::uint8_t> class_of;
    for (std::size_t half = 0; half < 2; ++half) {
      const std::vector<std::uint8_t> classes =
          classes_of(std::span(earners).subspan(half * earning_bins, earning_bins));
      class_of.insert(class_of.end(), classes.begin(), classes.end());
    }
    class_of.push_back(no_class);
    return class_of;
  }

  std::vector<Change> store(const std::vector<std::uint8_t>& class_of) {
    std::vector<Change> changes(world_.industry_count() * 4 * pairs);
    for_each_batch([&](std::size_t from, std::size_t n, const Looks& look) {
      std::array<std::uint16_t, batch> who;  // place in the run, and 256 times the class it gets
      std::size_t found = 0;
      // Without branches by person: whether the next one changes is hard to foresee.
      for (std::size_t i = 0; i < n; ++i) {
        const std::size_t to = class_of[logs_.place(of_wage_[look.firm[i]], look.kind[i])];
        who[found] = static_cast<std::uint16_t>(to * batch + i);
        found += to != look.is[i] ? 1 : 0;
      }
      for (std::size_t j = 0; j < found; ++j) {
        const std::size_t slot = from + who[j] % batch, now = who[j] / batch;
        Person p = persons_.get(slot);
        const std::int64_t weight = persons_.weight(slot);
        const std::size_t elsewhere = p.hukou() != index(region_) ? 1 : 0, rural = p.rural() ? 1 : 0;
        Change& change = changes[((industry_[p.firm_number()] * 2 + elsewhere) * 2 + rural) * pairs +
                                 p.income_class() * income_classes + now];
        change.persons += weight;
        change.labour += weight * efficiency_(p.education(), p.ability());
        p.set_class(now);
        persons_.put(slot, p);
      }
    });
    return changes;
  }

  // The headcounts follow; returns persons by (rural, from, to).
  std::vector<std::int64_t> book(const std::vector<Change>& changes) {
    std::vector<std::int64_t> changed(2 * pairs, 0);
    for (std::size_t i = 0; i < changes.size(); ++i) {
      const std::size_t rural = i / pairs % 2, from = rural * income_classes + i % pairs / income_classes,
                        to = rural * income_classes + i % income_classes;
      changed[i % (2 * pairs)] += changes[i].persons;
      std::int64_t* const paid = &count_.pay_units[i / (2 * pairs) * Headcount::accounts];
      paid[from] -= changes[i].labour;
      paid[to] += changes[i].labour;
      count_.persons[from * statuses + code(Status::employed)] -= changes[i].persons;
      count_.persons[to * statuses + code(Status::employed)] += changes[i].persons;
    }
    return changed;
  }

 private:
  // visit(first slot, members, looks) for runs of members of an age to work.
  void for_each_batch(auto&& visit) const {
    Looks look;
    for (std::size_t k = 0; k < persons_.cohorts(); ++k) {
      const int age = age_of(world_, persons_.birth(k));
      if (age < works_from || age >= works_to) continue;
      for (std::size_t from = persons_.begin(k), end = from + persons_.size(k); from < end; from += batch) {
        const std::size_t n = std::min(batch, end - from);
        look_at(persons_.raw(from), n, static_cast<std::uint32_t>(region_), nobody_, look);
        visit(from, n, look);
      }
    }
  }

  const World& world_;
  const EfficiencyTable& efficiency_;
  RegionId region_;
  RegionPersons& persons_;
  Headcount& count_;
  EarningLogs logs_;
  std::uint32_t nobody_;  // the number of no firm
  // By number of the firm: few bytes each, so that they stay near while persons pass by.
  std::vector<std::uint16_t> of_wage_, industry_;
};

}  // namespace

std::vector<std::vector<std::int64_t>> rank_into_classes(World& world) {
  std::vector<std::vector<std::int64_t>> changed(world.region_count());
  const EfficiencyTable efficiency(world.parameters);
  const PayTable pay(world);
  for_each_region(world, [&](RegionId r) {
    Revision revision(world, efficiency, pay, r);
    changed[index(r)] = revision.book(revision.store(revision.classes()));
  });
  return changed;
}

}  // namespace jiuzhou
