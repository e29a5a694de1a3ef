// Policy money: every yuan a policy costs, posted from who pays to who receives.
//
//   budget      received in the quarter and spent in it, split as the policy says or as the budget's own
//   persons     Σ_a yuan · n_a / n        n members of account a who are meant: all, the poorest fifth, rural, retired,
//               unemployed, those of town whom the social fund insures, and with a special-area bit only those who live
//               where their hukou is
//   dwellings   the same to rural accounts, which spend it on dwellings
//   firms       by capital; what is to be invested is added to their orders of capital goods
//   relief      share · corporate tax, back from region and centre as they received it; no region pays more than it got
//   charge      share · sales, from firms to their region
//   sharing     points · tax of the region, from the centre to the region (back when negative), as far as the payer has
//               a part of the tax
//   joint park  share · the host's taxes on a firm from elsewhere, from the host to the region the firm came from
//   border fee  share · value that passes, from the region that no longer takes it to the firms of the origin that sell
//   tariff      share · imports, from the centre that no longer takes it to the firms of the region that imports
//   freight     share · value that passes weighted by freight per value, from the centre to the carriers of the origin
//   works       pay · wage · labour in the posts they pay for, from governments to the firm; what nobody out of work takes
//               up, to villagers who do it beside their farms. What is built is worth its wages: value added, public capital
//
// A province that pays borrows by special bonds, as far as the policy says, and cuts its own budget by the rest. A payment
// without anybody to receive it is not made. Money from abroad is posted as equity and is no cost.
//
// Reads   levers.{payments, tax_reliefs, charges, tax_shares, trade_costs, firm_moves, public_works}, firms.*, persons,
//         activity
// Writes  ledger, activity.{consumption_budget_public, investment_budget_public, investment, policy_income,
//         policy_dwellings, policy_revenue, central_revenue, policies}
// Order   lists in their order, accounts and slots in order, serial; persons are counted in integer bins

#include "sim/steps/shared/policy_money.hpp"

#include <algorithm>
#include <vector>

#include "sim/base/apportion.hpp"
#include "sim/base/math.hpp"
#include "sim/steps/shared/policy_finance.hpp"

namespace jiuzhou {

namespace {

std::size_t position(Sector sector) {
  return static_cast<std::size_t>(std::ranges::find(policy_sectors, sector) - policy_sectors.begin());
}

}  // namespace

void pay_policy(World& w, std::size_t policy, Account payer, Account payee, Fen amount) {
  if (amount < 0) return pay_policy(w, policy, payee, payer, -amount);  // a tax that is a subsidy goes the other way
  w.ledger.pay(Flow::policy, payer, payee, amount);
  if (policy >= w.activity.policies.size()) return;
  PolicyOutcome& outcome = w.activity.policies[policy];
  const double yuan = to_yuan(amount);
  outcome.cost += yuan;
  outcome.paid[position(payer.sector)] += yuan;
  outcome.received[position(payee.sector)] += yuan;
  if (payee.sector == Sector::province) outcome.received_in[payee.index] += yuan;
  if (payee.sector == Sector::household) outcome.received_in[payee.index / (2 * income_classes)] += yuan;
  if (payee.sector == Sector::firm)
    outcome.received_in[index(w.firms.region[static_cast<FirmId>(payee.index)])] += yuan;
}

double public_share(const World& w, FirmId f) {
  const double works = w.activity.works.size() == 0 ? 0 : w.activity.works[f];
  const auto labour = static_cast<double>(w.firms.labour[f]);
  return works > 0 && labour > 0 ? std::min(1.0, works / labour) : 0;
}

double public_wages(const World& w, FirmId f) {
  const RegionId r = w.firms.region[f];
  const IndustryId s = w.firms.industry[f];
  const double pay = ratio(w.levers.works_pay(r, s), w.levers.works(r, s), 1);
  return public_share(w, f) * pay * w.firms.wage[f] * static_cast<double>(w.firms.paid[f]);
}

double post_wage(const World& w, const PublicWorks& x) {
  double wages = 0, workers = 0;
  for (const std::uint32_t i : w.cell_firms(w.cell(x.region, x.industry))) {
    wages += w.firms.wage[FirmId{i}] * static_cast<double>(w.firms.paid[FirmId{i}]);
    workers += static_cast<double>(w.firms.workers[FirmId{i}]);
  }
  return x.pay * ratio(wages, workers);
}

namespace {

// ---- before markets -------------------------------------------------------------------------------------------------

// The target group of a payment, counted in every household account of the region.
class Members {
 public:
  explicit Members(const World& world) : w_(world) {}

  std::vector<double> of(const PolicyPayment& x) const {
    TargetGroup who{.special_area_mask = x.special_area_mask, .at_home = x.special_area_mask != 0, .filter = x.who};
    if (x.recipient == Recipient::retired) who.status = Status::retired;
    if (x.recipient == Recipient::unemployed || x.recipient == Recipient::insured) who.status = Status::unemployed;
    std::vector<double> persons(2 * income_classes, 0);
    for (std::size_t i = 0; i < persons.size(); ++i) {
      const bool rural = i >= income_classes;
      const bool targeted = x.recipient == Recipient::poorest ? i % income_classes == 0
                            : x.recipient == Recipient::rural || x.recipient == Recipient::dwellings ? rural
                            : x.recipient == Recipient::insured                                      ? !rural
                                                                                                     : true;
      if (!targeted) continue;
      const HouseholdId a = w_.household(x.region, rural, i % income_classes);
      persons[i] = counts_.of(w_, a, who);
    }
    return persons;
  }

  // Rural persons whom posts of public works are for, of the two lowest fifths where any post is kept for the poor.
  std::vector<double> villagers(const PublicWorks& x) const {
    const TargetGroup who{
        .special_area_mask = x.special_area_mask, .at_home = x.special_area_mask != 0, .filter = x.who};
    std::vector<double> persons(2 * income_classes, 0);
    for (std::size_t k = 0; k < (x.for_the_poor > 0 ? 2 : income_classes); ++k)
      persons[income_classes + k] = counts_.of(w_, w_.household(x.region, true, k), who);
    return persons;
  }

 private:
  const World& w_;
  mutable PersonCounts counts_;  // remembers what it has counted
};

void pay_persons(World& w, const PolicyPayment& x, Account payer, std::span<const double> persons) {
  const std::size_t first = index(w.household(x.region, false, 0));
  const std::vector<Fen> parts = apportion(to_fen(x.yuan), persons, w.random_key.period);
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const HouseholdId a{static_cast<std::uint32_t>(first + i)};
    pay_policy(w, x.policy, payer, {Sector::household, first + i}, parts[i]);
    (x.recipient == Recipient::dwellings ? w.activity.policy_dwellings : w.activity.policy_income)[a] +=
        to_yuan(parts[i]);
  }
}

void pay_firms(World& w, const PolicyPayment& x, Account payer, std::span<const std::uint32_t> members) {
  std::vector<double> capital;
  for (const std::uint32_t i : members) capital.push_back(w.firms.capital[FirmId{i}]);
  const std::vector<Fen> parts = apportion(to_fen(x.yuan), capital, w.random_key.period);
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const FirmId f{members[i]};
    if (x.payer == Payer::world)
      w.ledger.pay(Flow::equity, payer, {Sector::firm, members[i]}, parts[i]);
    else
      pay_policy(w, x.policy, payer, {Sector::firm, members[i]}, parts[i]);
    if (x.is_invested) w.activity.investment[f] += to_yuan(parts[i]) / w.regions.investment_price[x.region];
  }
}

bool positive(std::span<const double> weights) {
  return std::ranges::any_of(weights, [](double x) { return x > 0; });
}

// ---- after markets --------------------------------------------------------------------------------------------------

// Taxes shifted by a policy change the region's own revenue.
void move_revenue(World& w, std::size_t policy, RegionId from, RegionId to, Fen amount) {
  pay_policy(w, policy, {Sector::province, index(from)}, {Sector::province, index(to)}, amount);
  w.activity.policy_revenue[from] -= to_yuan(amount);
  w.activity.policy_revenue[to] += to_yuan(amount);
}

void pay_reliefs(World& w, std::span<const double> corporate_tax) {
  for (const TaxRelief& x : w.levers.tax_reliefs) {
    double tax = 0;
    for (const std::uint32_t i : w.cell_firms(w.cell(x.region, x.industry))) {
      const Fen total = to_fen(x.share * corporate_tax[i]);
      const Fen regional = to_fen(x.share * corporate_tax[i] * w.nation.corporate_tax_local);
      pay_policy(w, x.policy, {Sector::province, index(x.region)}, {Sector::firm, i}, regional);
      pay_policy(w, x.policy, {Sector::centre}, {Sector::firm, i}, total - regional);
      w.activity.policy_revenue[x.region] -= to_yuan(regional);
      tax += to_yuan(total - regional);
    }
    w.activity.central_revenue -= tax;
    w.activity.central_policy_revenue -= tax;
  }
}

void collect_charges(World& w) {
  for (const Charge& x : w.levers.charges)
    for (const std::uint32_t i : w.cell_firms(w.cell(x.region, x.industry))) {
      const FirmId f{i};
      const Fen amount = to_fen(x.share * w.firms.output[f] * w.firms.price[f]);
      pay_policy(w, x.policy, {Sector::firm, i}, {Sector::province, index(x.region)}, amount);
      w.activity.policy_revenue[x.region] += to_yuan(amount);
    }
}

void share_taxes(World& w, std::span<const double> production_tax, std::span<const double> corporate_tax) {
  if (w.levers.tax_shares.empty()) return;
  CellTable production(w.region_count(), w.industry_count(), 0), corporate(w.region_count(), w.industry_count(), 0);
  for (const FirmId f : w.firms.ids())
    if (w.firms.alive[f]) {
      production(w.firms.region[f], w.firms.industry[f]) += production_tax[index(f)];
      corporate(w.firms.region[f], w.firms.industry[f]) += corporate_tax[index(f)];
    }
  // No government's share of a tax becomes negative, however many policies overlap.
  CellTable production_part(w.region_count(), w.industry_count(), 0),
      corporate_part(w.region_count(), w.industry_count(), w.nation.corporate_tax_local);
  Column<RegionId, double> personal_part(w.region_count(), w.nation.personal_tax_local);
  for (const RegionId r : w.region_ids())
    for (const IndustryId s : w.industry_ids()) production_part(r, s) = w.calibration.production_tax_local[r];
  const auto moved = [](double& part, double points) {
    const double before = part;
    part = std::clamp(part + points, std::min(0.0, part), std::max(1.0, part));
    return part - before;
  };
  for (const TaxShare& x : w.levers.tax_shares) {
    double yuan = moved(personal_part[x.region], x.personal) * w.nation.personal_tax_rate * w.activity.wages[x.region];
    for (const IndustryId s : w.industry_ids()) {
      const double weight = x.industry[index(s)];
      yuan += moved(production_part(x.region, s), x.production * weight) * production(x.region, s) +
              moved(corporate_part(x.region, s), x.corporate * weight) * corporate(x.region, s);
    }
    const Fen amount = to_fen(yuan);
    pay_policy(w, x.policy, {Sector::centre}, {Sector::province, index(x.region)}, amount);
    w.activity.policy_revenue[x.region] += to_yuan(amount);
    w.activity.central_revenue -= to_yuan(amount);
    w.activity.central_policy_revenue -= to_yuan(amount);
  }
}

void share_joint_parks(World& w, std::span<const double> production_tax, std::span<const double> corporate_tax) {
  for (const FirmMoves& x : w.levers.firm_moves) {
    if (!(x.tax_share > 0)) continue;
    for (const FirmId f : w.firms.ids()) {
      const RegionId host = w.firms.region[f], origin = w.firms.origin[f];
      if (!w.firms.alive[f] || host == origin) continue;
      const double weight = x.origin[index(origin)] * x.host[index(host)] * x.industry[index(w.firms.industry[f])];
      if (!(weight > 0)) continue;
      const double tax = production_tax[index(f)] * w.calibration.production_tax_local[host] +
                         corporate_tax[index(f)] * w.nation.corporate_tax_local;
      move_revenue(w, x.policy, host, origin, to_fen(std::max(0.0, x.tax_share * weight * tax)));
    }
  }
}

// What those in posts have built is worth their wages: value added of the cell, and public capital.
void build(World& w, const PublicWorks& x, double wages, double posts) {
  w.activity.value_added(x.region, x.industry) += wages;
  w.activity.value_added_real(x.region, x.industry) += wages / w.regions.investment_price[x.region];
  w.activity.investment_public[x.region] += wages;
  w.activity.works_built[x.region] += wages;
  if (x.policy >= w.activity.policies.size()) return;
  w.activity.policies[x.policy].jobs += posts;
  w.activity.policies[x.policy].reached += posts * x.holders;
}

// Posts that nobody out of work has taken are done by villagers beside their farms, and paid to their accounts.
void pay_villagers(World& w, const PublicWorks& x, double posts, const Members& members) {
  const std::vector<double> persons = members.villagers(x);
  double all = 0;
  for (const double n : persons) all += n;
  const double taken = std::min({posts, x.beside, all / std::max(1.0, x.holders)}), wages = taken * post_wage(w, x);
  if (!(wages > 0)) return;
  const std::size_t first = index(w.household(x.region, false, 0));
  const auto pay = [&](Account payer, Fen amount) {
    const std::vector<Fen> parts = apportion(amount, persons, w.random_key.period);
    for (std::size_t i = 0; i < parts.size(); ++i) {
      pay_policy(w, x.policy, payer, {Sector::household, first + i}, parts[i]);
      w.activity.policy_income[HouseholdId{static_cast<std::uint32_t>(first + i)}] += to_yuan(parts[i]);
    }
  };
  const Fen amount = to_fen(wages), local = to_fen(x.local_share * wages);
  pay({Sector::province, index(x.region)}, local);
  pay({Sector::centre}, amount - local);
  build(w, x, wages, taken);
}

void pay_public_works(World& w) {
  const Members members(w);
  for (const PublicWorks& x : w.levers.public_works) {
    const double share = x.jobs / w.levers.works(x.region, x.industry);
    double wages = 0, posts = 0;
    for (const std::uint32_t i : w.cell_firms(w.cell(x.region, x.industry))) {
      const Fen amount = to_fen(share * public_wages(w, FirmId{i}));
      const Fen local = to_fen(x.local_share * to_yuan(amount));
      pay_policy(w, x.policy, {Sector::province, index(x.region)}, {Sector::firm, i}, local);
      pay_policy(w, x.policy, {Sector::centre}, {Sector::firm, i}, amount - local);
      wages += to_yuan(amount);
      posts += share * public_share(w, FirmId{i}) * static_cast<double>(w.firms.workers[FirmId{i}]);
    }
    build(w, x, wages, posts);
    pay_villagers(w, x, std::max(0.0, x.jobs - posts), members);
  }
}

// Firms that receive what passing a way no longer costs: those of the origin that sell, those that carry, those that
// import.
std::vector<std::uint32_t> firms_on_the_way(const World& w, const TradeCost& x) {
  const std::size_t carrier = w.pack->industry_with_role("transport");
  const bool carried = x.kind == RevenueLoss::freight && carrier < w.industry_count();
  const RegionId at = x.kind == RevenueLoss::tariffs || index(x.from) >= w.region_count() ? x.to : x.from;
  std::vector<std::uint32_t> found;
  for (const IndustryId s : w.industry_ids()) {
    if (carried ? index(s) != carrier
                : w.pack->industries[index(s)].own_account || w.pack->industries[index(s)].is_public)
      continue;
    const auto members = w.cell_firms(w.cell(at, s));
    found.insert(found.end(), members.begin(), members.end());
  }
  return found;
}

double value_on_the_way(const World& w, const TradeCost& x) {
  double value = 0;
  const auto weight = [&](IndustryId g) { return x.goods.empty() ? 1.0 : x.goods[index(g)]; };
  if (index(x.to) >= w.region_count())
    for (const IndustryId g : w.industry_ids()) value += weight(g) * w.activity.exports(x.from, g);
  else if (index(x.from) >= w.region_count())
    for (const IndustryId g : w.industry_ids()) value += weight(g) * w.activity.imports(x.to, g);
  else
    value = (x.kind == RevenueLoss::freight ? w.activity.freight_flow : w.activity.trade_flow)(x.from, x.to);
  return value;
}

void pay_trade_costs(World& w) {
  std::vector<double> sales;
  for (const TradeCost& x : w.levers.trade_costs) {
    const std::vector<std::uint32_t> firms = firms_on_the_way(w, x);
    sales.clear();
    for (const std::uint32_t i : firms) sales.push_back(w.firms.output[FirmId{i}] * w.firms.price[FirmId{i}]);
    if (!positive(sales)) continue;
    const bool fees = x.kind == RevenueLoss::border_fees;
    const Account payer = fees ? Account{Sector::province, index(x.to)} : Account{Sector::centre};
    // Nobody gives up more revenue than there is.
    const double taken =
        fees ? w.activity.production_tax[x.to] + w.activity.corporate_tax[x.to] + w.activity.policy_revenue[x.to]
             : w.activity.central_revenue;
    const bool given_up = fees || x.kind == RevenueLoss::tariffs;
    const double worth = x.share * value_on_the_way(w, x);
    const Fen amount = to_fen(given_up ? std::clamp(worth, 0.0, std::max(0.0, taken)) : worth);
    const std::vector<Fen> parts = apportion(amount, sales, w.random_key.period);
    for (std::size_t i = 0; i < parts.size(); ++i) pay_policy(w, x.policy, payer, {Sector::firm, firms[i]}, parts[i]);
    if (fees) w.activity.policy_revenue[x.to] -= to_yuan(amount);
    if (x.kind == RevenueLoss::tariffs) {
      w.activity.central_revenue -= to_yuan(amount);
      w.activity.central_policy_revenue -= to_yuan(amount);
    }
  }
}

}  // namespace

void pay_policies(World& w) {
  const Members members(w);
  for (const PublicWorks& x : w.levers.public_works) {  // regions put the wages aside
    const double local = x.local_share * x.jobs * post_wage(w, x);
    cut_budget(w, x.region, local - issue_bonds(w, x.policy, x.region, local));
  }
  for (const PolicyPayment& x : w.levers.payments) {
    const Account payer = x.payer == Payer::province      ? Account{Sector::province, index(x.paying_region)}
                          : x.payer == Payer::social_fund ? Account{Sector::social_fund}
                          : x.payer == Payer::world       ? Account{Sector::world}
                                                          : Account{Sector::centre};
    std::vector<double> persons;
    std::span<const std::uint32_t> firms;
    if (x.recipient == Recipient::firms) {
      firms = w.cell_firms(w.cell(x.region, x.industry));
      if (firms.empty()) continue;
    } else if (x.recipient != Recipient::province_budget) {
      persons = members.of(x);
      if (!positive(persons)) continue;
    }
    if (x.payer == Payer::province)
      cut_budget(w, x.paying_region, x.yuan - issue_bonds(w, x.policy, x.paying_region, x.yuan));
    if (x.recipient == Recipient::firms) {
      pay_firms(w, x, payer, firms);
    } else if (x.recipient == Recipient::province_budget) {
      pay_policy(w, x.policy, payer, {Sector::province, index(x.region)}, to_fen(x.yuan));
      const double share =
          x.investment_share >= 0 ? x.investment_share : w.calibration.budget_investment_share[x.region];
      w.activity.consumption_budget_public[x.region] += (1 - share) * x.yuan;
      w.activity.investment_budget_public[x.region] += share * x.yuan;
    } else {
      pay_persons(w, x, payer, persons);
    }
  }
}

void settle_policies(World& w, std::span<const double> production_tax, std::span<const double> corporate_tax) {
  pay_reliefs(w, corporate_tax);
  collect_charges(w);
  share_taxes(w, production_tax, corporate_tax);
  share_joint_parks(w, production_tax, corporate_tax);
  pay_trade_costs(w);
  pay_public_works(w);
}

}  // namespace jiuzhou
