#include "sim/state/levers.hpp"

#include "sim/base/error.hpp"

namespace jiuzhou {

std::string_view name_of(Source source) {
  constexpr std::array<std::string_view, source_count> names{"debt",           "vat",           "income_tax",
                                                             "other_spending", "special_bonds", "own_budget"};
  return names[static_cast<std::size_t>(source)];
}

namespace {

struct MakeNeutral {
  std::size_t regions, industries;
  void operator()(std::string_view, Column<RegionId, double>& lever, const Spec& spec) const {
    lever.assign(regions, spec.fallback);
  }
  void operator()(std::string_view, Table<RegionId, RegionId, double>& lever, const Spec& spec) const {
    lever.assign(regions, regions, spec.fallback);
  }
  void operator()(std::string_view, Table<RegionId, IndustryId, double>& lever, const Spec& spec) const {
    lever.assign(regions, industries, spec.fallback);
  }
  void operator()(std::string_view, Table<RegionId, AreaSet, double>& lever, const Spec& spec) const {
    lever.assign(regions, area_sets, spec.fallback);
  }
  void operator()(std::string_view, Table<RegionId, PersonGroup, double>& lever, const Spec& spec) const {
    lever.assign(regions, person_groups, spec.fallback);
  }
  void operator()(std::string_view, double& lever, const Spec& spec) const { lever = spec.fallback; }
};

struct FindMoved {
  bool moved = false;
  void operator()(std::string_view, const double& lever, const Spec& spec) { moved = moved || lever != spec.fallback; }
  void operator()(std::string_view, const auto& lever, const Spec& spec) {
    for (const double x : lever.values()) moved = moved || x != spec.fallback;
  }
};

}  // namespace

void Levers::reset(std::size_t regions, std::size_t industries) {
  payments.clear();
  tax_reliefs.clear();
  tax_shares.clear();
  charges.clear();
  trade_costs.clear();
  public_works.clear();
  firm_moves.clear();
  preferences.clear();
  courses.clear();
  persons = {};
  policy = 0;
  who = {};
  MakeNeutral neutral{regions, industries};
  declare(neutral);
}

bool Levers::untouched() {
  FindMoved find;
  declare(find);
  return !find.moved && payments.empty() && tax_reliefs.empty() && tax_shares.empty() && charges.empty() &&
         trade_costs.empty() && public_works.empty() && firm_moves.empty() && preferences.empty() && courses.empty();
}

void Levers::pay(PolicyPayment payment) {
  if (!(payment.yuan > 0)) return;
  payment.policy = policy;
  payment.who = who;
  payments.push_back(payment);
}

void Levers::pay(PolicyPayment payment, double local_share) {
  const double yuan = payment.yuan;
  payment.yuan = yuan * (1 - local_share);
  pay(payment);
  payment.yuan = yuan * local_share;
  payment.payer = Payer::province;
  payment.paying_region = payment.region;
  pay(payment);
}

void Levers::relieve(RegionId region, IndustryId industry, double share) {
  if (!(share > 0)) return;
  double& left = corporate_tax(region, industry);
  tax_reliefs.push_back({policy, region, industry, left * share});
  left *= 1 - share;
}

void Levers::charge_firms(RegionId region, IndustryId industry, double share) {
  if (!(share > 0)) return;
  charge(region, industry) += share;
  charges.push_back({policy, region, industry, share});
}

void Levers::add_revenue_loss(RevenueLoss kind, RegionId from, RegionId to, double share,
                              const std::vector<double>& goods) {
  if (share > 0 && from != to) trade_costs.push_back({policy, kind, from, to, share, goods});
}

void Levers::employ(PublicWorks offered) {
  if (!(offered.jobs > 0)) return;
  offered.policy = policy;
  offered.who = who;
  works(offered.region, offered.industry) += offered.jobs;
  works_pay(offered.region, offered.industry) += offered.jobs * offered.pay;
  public_works.push_back(offered);
}

}  // namespace jiuzhou
