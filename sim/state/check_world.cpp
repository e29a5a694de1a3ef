#include "sim/state/check_world.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <type_traits>
#include <utility>
#include <vector>

#include "sim/state/headcount.hpp"

namespace jiuzhou {

namespace {

constexpr std::size_t most_quarters = 1000;        // of an imposed path
constexpr Fen most_money = std::int64_t{1} << 61;  // two such balances add up without harm
constexpr double most_growth = 100;                // of the pack's population
constexpr std::int64_t most_counted = std::int64_t{1} << 53;

// Walks the declared columns. How long each must be follows from the ids it is indexed by.
class ColumnChecker {
 public:
  ColumnChecker(const World& world, std::size_t policies)
      : regions_(world.region_count()),
        industries_(world.industry_count()),
        households_(world.household_count()),
        firms_(world.firms.size()),
        policies_(policies) {}

  template <class Id, class T>
  void operator()(std::string_view name, const Column<Id, T>& column, const Spec&) {
    if constexpr (std::is_same_v<Id, RunQuarter>)
      check(column.size() <= most_quarters, name, "has more quarters than a run");
    else if constexpr (std::is_same_v<Id, PolicyId>)
      check(column.size() == 0 || column.size() == policies_, name, "does not have a value for every policy");
    else if constexpr (!std::is_same_v<Id, CohortId> && !std::is_same_v<Id, PersonId>)
      check(column.size() == length<Id>(), name, "does not have a value for each");
    check_values(name, column.values());
  }
  template <class A, class B, class T>
  void operator()(std::string_view name, const Table<A, B, T>& table, const Spec&) {
    if constexpr (std::is_same_v<A, RunQuarter>)
      check(table.values().empty() || (table.rows() <= most_quarters && table.cols() == regions_), name,
            "is not one of quarters of a run and regions");
    else if constexpr (std::is_same_v<A, PolicyId>)
      check(table.values().empty() || (table.rows() == policies_ && table.cols() == regions_), name,
            "is not one of policies and regions");
    else
      check(table.rows() == length<A>() && table.cols() == length<B>(), name, "has another shape");
    check_values(name, table.values());
  }
  template <class A, class B, class C, class T>
  void operator()(std::string_view name, const Cube<A, B, C, T>& cube, const Spec&) {
    // goods come from the rest of the world, too
    const std::size_t origins = length<B>() + (std::is_same_v<A, IndustryId> && std::is_same_v<B, RegionId> ? 1 : 0);
    check(cube.size_a() == length<A>() && cube.size_b() == origins && cube.size_c() == length<C>(), name,
          "has another shape");
    check_values(name, cube.values());
  }
  template <class C>
  requires requires(C& c) { c.values().data(); }
  void operator()(std::string_view, const C&, const Spec&) {}  // accounts: see ledger_fault
  template <class T>
  requires std::is_arithmetic_v<T>
  void operator()(std::string_view name, const T& x, const Spec&) { check_values(name, std::vector<T>{x}); }
  template <class Group>
  void group(std::string_view name, Group& member) {
    const std::string outer = std::exchange(prefix_, prefix_ + std::string(name) + ".");
    member.declare(*this);
    prefix_ = outer;
  }
  [[nodiscard]] const std::string& fault() const { return fault_; }

 private:
  template <class Id>
  [[nodiscard]] std::size_t length() const {
    if constexpr (std::is_same_v<Id, SkillId>) return skills;
    if constexpr (std::is_same_v<Id, RegionId>) return regions_;
    if constexpr (std::is_same_v<Id, IndustryId>) return industries_;
    if constexpr (std::is_same_v<Id, HouseholdId>) return households_;
    if constexpr (std::is_same_v<Id, FirmId>) return firms_;
    if constexpr (std::is_same_v<Id, PolicyId>) return policies_;
    return 0;
  }
  template <class T>
  void check_values(std::string_view name, const std::vector<T>& values) {
    if constexpr (std::is_floating_point_v<T>)
      check(std::ranges::all_of(values, [](T x) { return std::isfinite(x); }), name, "has a value that is no number");
    else if constexpr (std::is_same_v<T, Narrow<RegionId>>)
      check(std::ranges::all_of(values, [&](T x) { return index<RegionId>(x) < regions_; }), name,
            "has a region that is not there");
    else if constexpr (std::is_same_v<T, Narrow<IndustryId>>)
      check(std::ranges::all_of(values, [&](T x) { return index<IndustryId>(x) < industries_; }), name,
            "has an industry that is not there");
    else if constexpr (std::is_same_v<T, std::int64_t>)
      check(std::ranges::all_of(values, [](T x) { return x >= 0 && x <= most_counted; }), name,
            "counts what cannot be");
    else if constexpr (std::is_same_v<T, std::uint8_t>)
      check(std::ranges::all_of(values, [](T x) { return x <= 1; }), name, "has a flag that is neither 0 nor 1");
  }
  void check(bool is_so, std::string_view name, std::string_view otherwise) {
    if (!is_so && fault_.empty()) fault_ = prefix_ + std::string(name) + " " + std::string(otherwise);
  }

  std::size_t regions_, industries_, households_, firms_, policies_;
  std::string prefix_, fault_;
};

double total(const Column<RegionId, double>& column) {
  return std::accumulate(column.begin(), column.end(), 0.0);
}

std::string ledger_fault(const World& w) {
  __extension__ using Wide = __int128;
  Wide sum = 0;
  for (std::size_t s = 0; s < static_cast<std::size_t>(Sector::count); ++s) {
    const auto sector = static_cast<Sector>(s);
    const auto balances = w.ledger.balances(sector);
    std::size_t accounts = 1;
    if (sector == Sector::household) accounts = w.household_count();
    if (sector == Sector::firm || sector == Sector::firm_debt) accounts = w.firms.size();
    if (sector == Sector::province || sector == Sector::province_debt) accounts = w.region_count();
    if (sector == Sector::market) accounts = clearing_count;
    const std::string name = "ledger." + std::string(name_of(sector));
    if (balances.size() != accounts) return name + " does not have an account for each";
    const bool is_debt =
        sector == Sector::firm_debt || sector == Sector::province_debt || sector == Sector::centre_debt;
    for (const Fen balance : balances) {
      if (balance < -most_money || balance > most_money || (is_debt && balance > 0))
        return name + " has a balance that cannot be";
      sum += balance;
    }
  }
  return sum == 0 ? "" : "the ledger does not sum to 0";
}

// The columns of a region's cohorts, by name.
struct Cohorts {
  const std::vector<std::uint32_t>*begin = nullptr, *size = nullptr, *room = nullptr;
  std::size_t records = 0, weights = 0;

  void operator()(std::string_view name, const Column<CohortId, std::uint32_t>& column, const Spec&) {
    (name == "begin" ? begin : name == "size" ? size : room) = &column.values();
  }
  void operator()(std::string_view, const Column<PersonId, std::uint64_t>& column, const Spec&) {
    records = column.size();
  }
  void operator()(std::string_view, const Column<PersonId, std::uint32_t>& column, const Spec&) {
    weights = column.size();
  }
  void operator()(std::string_view, std::int32_t, const Spec&) {}

  // Every cohort within the arena and within its room, none on another's.
  [[nodiscard]] bool are_laid_out() const {
    const std::size_t n = begin->size();
    if (size->size() != n || room->size() != n || (weights != 0 && weights != records)) return false;
    std::vector<std::size_t> order(n);
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::sort(order, {}, [&](std::size_t k) { return std::pair((*begin)[k], (*room)[k]); });
    std::size_t end = 0;
    for (const std::size_t k : order) {
      if ((*size)[k] > (*room)[k] || ((*room)[k] > 0 && (*begin)[k] < end)) return false;
      end = std::max<std::size_t>(end, std::size_t{(*begin)[k]} + (*room)[k]);
    }
    return end <= records;
  }
};

// Numbers of firms must be below `firms`: those of the region's slots.
std::string person_fault(const World& w, Person p, std::size_t firms) {
  if (index(p.status()) >= statuses || p.income_class() >= income_classes) return "a person of no status or class";
  if (p.hukou() >= w.region_count()) return "a person registered in a region that is not there";
  if (p.employed() && p.firm_number() >= firms) return "a person at a firm that is not there";
  return "";
}

std::string persons_fault(World& w, RegionId r, std::size_t firms) {
  RegionPersons& persons = w.persons[r];
  const std::size_t n = persons.cohorts();
  Cohorts cohorts;
  persons.declare(cohorts);
  if (!cohorts.are_laid_out()) return "cohorts that overlap or lie outside";
  if (n % 2 != 0 || persons.birth(0) != oldest_birth || persons.birth(n) != w.elapsed() + 1)
    return "cohorts of other quarters than there were";
  if (persons.weighted() != (w.weight != 1)) return "persons of another weight";
  double people = 0;
  for (std::size_t k = 0; k < n; ++k)
    for (std::size_t slot = persons.begin(k), end = slot + persons.size(k); slot < end; ++slot) {
      if (const std::string fault = person_fault(w, persons.get(slot), firms); !fault.empty()) return fault;
      people += persons.weight(slot);
    }
  if (people > most_growth * (total(w.pack->urban) + total(w.pack->rural))) return "more persons than there can be";
  return "";
}

}  // namespace

std::string fault_of(World& world, std::size_t policies) {
  ColumnChecker columns(world, policies);
  world.declare(columns);
  if (!columns.fault().empty()) return columns.fault();
  if (const std::string fault = ledger_fault(world); !fault.empty()) return fault;
  std::vector<std::size_t> firms(world.region_count(), 0);
  for (const Narrow<RegionId> r : world.firms.region) ++firms[index<RegionId>(r)];
  if (std::ranges::any_of(firms, [](std::size_t n) { return n > Person::link_field.most(); }))
    return "firms.region has a region with more firms than a person's record can tell apart";
  for (const RegionId r : world.region_ids())
    if (const std::string fault = persons_fault(world, r, firms[index(r)]); !fault.empty())
      return "persons.region" + std::to_string(index(r)) + " has " + fault;
  return "";
}

}  // namespace jiuzhou
