// Incomes: who is paid what out of the quarter's production, and what governments take and give.
//
//   wages_f   = w_f L^paid_f max(s, X n / (A L))              overtime is paid, short time is not, down to s (0 in
//                                                             own-account work)
//   tax       = t p X;  profit = p X − tax − inputs − wages − δ K_v − r B;  corporate tax = c (profit)+
//   policies: charges lower profit, reliefs come back after tax, governments pay the wages of the jobs they asked for
//   dividend  = Div (1+g) + v [deposit − cash target − Div (1+g)]          residual, smoothed (Lintner 1956), ≥ −deposit
//   benefit   = mean wage of the region · (b ρ · retired + coverage · replacement · unemployed of town)
//               ρ 1 in town, `rural_pension` in the country: two systems; unemployment insurance has town only
//   bank      pays out what its equity exceeds the target share of loans
//   Y_a       = wages − contributions − tax − fees + benefits + interest + capital income + closing transfer + remittances
//   Y_a,s     ← Y_s (1+g) + s (Y/N − Y_s (1+g))
//
// Fixed pay-out ratios turn firms into the nation's savers when growth falls; residual dividends with a leverage target
// cure it. Capital income is one national pool: only 10-25 % of a region's growth gap reaches its households' incomes.
//
// Reads   firms.*, activity results of markets, ledger, levers.{charge, corporate_tax}
// Writes  ledger, firms.{dividend, profit_rate}, households.{income, smoothed_income}, regions.{revenue, own_revenue,
//         standard_revenue}, nation.{central_revenue, central_standard, vat_rise, spending_owed}, activity incomes
// Order   firms write their own slots; accounts are posted in order; splits by apportion

#include <algorithm>

#include "sim/base/apportion.hpp"
#include "sim/state/firm_loops.hpp"
#include "sim/state/headcount.hpp"
#include "sim/state/land.hpp"
#include "sim/steps/shared/owners.hpp"
#include "sim/steps/shared/policy_finance.hpp"
#include "sim/steps/shared/policy_money.hpp"
#include "sim/steps/steps.hpp"

namespace jiuzhou {

JIUZHOU_INLINE double lintner(double last, double growth, double payable, double speed) {
  const double carried = last * (1 + growth);
  return carried + speed * (payable - carried);
}

namespace {

// The rates that hold for all firms of a cell.
struct BillRule {
  InputBill inputs;
  double depreciation, tax_rate, interest, corporate_tax, charge, relief, short_time;

  BillRule(const World& w, std::size_t cell, double worn)
      : inputs(w, cell),
        depreciation(worn),
        tax_rate(w.cells.tax_rate(w.region_of(cell), w.industry_of(cell))),
        interest(w.nation.loan_rate / 4),
        corporate_tax(w.nation.corporate_tax_rate),
        charge(w.levers.charge(w.region_of(cell), w.industry_of(cell))),
        relief(1 - w.levers.corporate_tax(w.region_of(cell), w.industry_of(cell))),
        short_time(w.pack->industries[index(w.industry_of(cell))].own_account ? 0 : w.parameters.labour.short_time) {}
};

// By slot of a block, 0 where there is no firm.
using Amounts = std::array<double, SlotBlock::size>;

// Payments due from the firms of a block this quarter, in yuan, and the part of their wages that governments pay.
struct Bills {
  Amounts wages, interest, tax, corporate_tax;
  Amounts earned;  // profit before interest
  Amounts publicly_paid, own_share;
};

// Governments pay for the jobs they fund.
void split_wages(const World& w, const SlotBlock& block, Bills& bills) {
  const std::size_t n = block.end - block.begin;
  std::fill_n(bills.publicly_paid.begin(), n, 0);
  std::fill_n(bills.own_share.begin(), n, 1);
  if (w.activity.works.size() == 0) return;
  for (std::size_t i = 0; i < n; ++i) {
    const FirmId f{static_cast<std::uint32_t>(block.begin + i)};
    const double publicly_paid = block.alive[i] != 0 ? public_wages(w, f) : 0;
    bills.publicly_paid[i] = publicly_paid;
    bills.own_share[i] = publicly_paid > 0 ? 1 - public_share(w, f) : 1;
  }
}

JIUZHOU_VECTOR_WIDTHS
void write_bills(const BillRule& rule, const Firms& x, const Activity& a, const Fen* debts, const SlotBlock& block,
                 Bills& bills) {
  const InputBill inputs_of = rule.inputs;
  const double short_time = rule.short_time, tax_rate = rule.tax_rate, rate = rule.interest,
               depreciation = rule.depreciation;
  const double charge = rule.charge > 0 ? rule.charge : 0, relief = rule.relief > 0 ? rule.relief : 0,
               corporate = rule.corporate_tax;
  const std::int64_t* units = x.paid.values().data();
  const std::int64_t* labour = x.labour.values().data();
  const double* wage = x.wage.values().data();
  const double* productivity = x.productivity.values().data();
  const float* coefficient = x.labour_coefficient.values().data();
  const double* output = x.output.values().data();
  const double* price = x.price.values().data();
  const float* capital_value = x.capital_value.values().data();
  const double* plan = a.plan.values().data();
#pragma GCC ivdep
  for (std::size_t i = block.begin; i < block.end; ++i) {
    const std::size_t at = i - block.begin;
    const std::int64_t alive = block.alive[at];
    const double own_share = bills.own_share[at];
    const double normal = real(labour[i]) * own_share * productivity[i] / static_cast<double>(coefficient[i]);
    const double used = output[i] / normal, hours = short_time < used ? used : short_time;
    const double wages = wage[i] * (normal > 0 ? hours : 1) * real(units[i]) * own_share;
    const double sales = output[i] * price[i], tax = tax_rate * sales;
    const double interest = rate * -(real_signed(debts[i]) / fen_per_yuan);
    const double gross =
        sales - tax - inputs_of(plan[i]) - wages - depreciation * static_cast<double>(capital_value[i]) - interest;
    const double profit = gross - charge * sales, corporate_tax = corporate * (profit > 0 ? profit : 0);
    bills.wages[at] = only_if(alive, wages + bills.publicly_paid[at]);
    bills.tax[at] = only_if(alive, tax);
    bills.interest[at] = only_if(alive, interest);
    bills.corporate_tax[at] = only_if(alive, corporate_tax);
    bills.earned[at] = only_if(alive, profit + relief * corporate_tax + interest);
  }
}

// body(block, bills) for the firms of a cell.
template <class Body>
void for_bills(const World& w, std::size_t cell, double depreciation, Body&& body) {
  const BillRule rule(w, cell, depreciation);
  Bills bills;
  for_slots(w, cell, [&](const SlotBlock& block) {
    split_wages(w, block, bills);
    write_bills(rule, w.firms, w.activity, w.ledger.balances(Sector::firm_debt).data(), block, bills);
    body(block, bills);
  });
}

// Taxes by firm, needed by policies that change them; empty without such a policy.
struct FirmTaxes {
  std::vector<double> production, corporate;
};

FirmTaxes taxes_by_firm(const World& w, double depreciation) {
  FirmTaxes taxes;
  const bool moved =
      !w.levers.tax_reliefs.empty() || !w.levers.tax_shares.empty() || !w.levers.firm_moves.empty() || is_vat_raised(w);
  if (!moved) return taxes;
  taxes.production.assign(w.firms.size(), 0);
  taxes.corporate.assign(w.firms.size(), 0);
  for_cells(w, [&](std::size_t cell, RegionId, IndustryId) {
    for_bills(w, cell, depreciation, [&](const SlotBlock& block, const Bills& bills) {
      std::copy_n(bills.tax.begin(), block.end - block.begin, taxes.production.begin() + block.begin);
      std::copy_n(bills.corporate_tax.begin(), block.end - block.begin, taxes.corporate.begin() + block.begin);
    });
  });
  return taxes;
}

// Payments of the firms of a cell; "here" marks the region's share of a tax.
struct Paid {
  Fen wages = 0, interest = 0, production = 0, production_here = 0, corporate = 0, corporate_here = 0;
  double earned = 0;
};

JIUZHOU_VECTOR_WIDTHS
void post_bills(const Bills& bills, const SlotBlock& block, double production_local, double corporate_local, Firms& x,
                Fen* deposits, Paid& paid) {
  const float* capital_value = x.capital_value.values().data();
  float* profit_rate = x.profit_rate.values().data();
  FenRounding rounded;
  Fen all_wages = 0, all_interest = 0, all_production = 0, all_production_here = 0, all_corporate = 0,
      all_corporate_here = 0;
#pragma GCC ivdep
  for (std::size_t i = block.begin; i < block.end; ++i) {
    const std::size_t at = i - block.begin;
    const Fen wages = rounded(bills.wages[at]), interest = rounded(bills.interest[at]);
    const Fen production = rounded(bills.tax[at]), corporate = rounded(bills.corporate_tax[at]);
    deposits[i] -= wages + interest + production + corporate;
    all_wages += wages;
    all_interest += interest;
    all_production += production;
    all_production_here += rounded(bills.tax[at] * production_local);
    all_corporate += corporate;
    all_corporate_here += rounded(bills.corporate_tax[at] * corporate_local);
    const double value = static_cast<double>(capital_value[i]), rate = bills.earned[at] / value;
    profit_rate[i] = block.alive[at] != 0 ? static_cast<float>(value > 0 ? rate : 0) : profit_rate[i];
  }
  rounded.check();
  paid.wages += all_wages;
  paid.interest += all_interest;
  paid.production += all_production;
  paid.production_here += all_production_here;
  paid.corporate += all_corporate;
  paid.corporate_here += all_corporate_here;
}

// Wages go to the clearing account, interest to the bank, taxes to the region and to the centre.
void pay_bills(World& w, double depreciation) {
  std::vector<Paid> cells(w.cell_count());
  w.ledger.in_parallel(w.cell_count(), 4, [&](Ledger::Batch& batch, std::size_t cell) {
    if (w.cell_runs(cell).empty()) return;
    const RegionId r = w.region_of(cell);
    Paid paid;
    for_bills(w, cell, depreciation, [&](const SlotBlock& block, const Bills& bills) {
      post_bills(bills, block, w.calibration.production_tax_local[r], w.nation.corporate_tax_local, w.firms,
                 batch.firms().data(), paid);
      for (std::size_t i = 0; i < block.end - block.begin; ++i) paid.earned += bills.earned[i];
    });
    const Account province{Sector::province, index(r)};
    batch.book(Flow::wages, Sector::firm, {Sector::market, clearing_wages}, paid.wages);
    batch.book(Flow::loan_interest, Sector::firm, {Sector::bank}, paid.interest);
    batch.book(Flow::production_tax, Sector::firm, province, paid.production_here);
    batch.book(Flow::production_tax, Sector::firm, {Sector::centre}, paid.production - paid.production_here);
    batch.book(Flow::corporate_tax, Sector::firm, province, paid.corporate_here);
    batch.book(Flow::corporate_tax, Sector::firm, {Sector::centre}, paid.corporate - paid.corporate_here);
    cells[cell] = paid;
  });
  Fen central = 0;
  for (std::size_t cell = 0; cell < cells.size(); ++cell) {
    const RegionId r = w.region_of(cell);
    const Paid& paid = cells[cell];
    w.activity.production_tax[r] += to_yuan(paid.production_here);
    w.activity.corporate_tax[r] += to_yuan(paid.corporate_here);
    central += paid.production - paid.production_here + paid.corporate - paid.corporate_here;
    w.activity.profits += paid.earned;
  }
  w.activity.central_revenue += to_yuan(central);
}

// Wages reach household accounts by their members' pay, part of it shared within the region's half.
SentHome pay_wages(World& w) {
  const Account clearing{Sector::market, clearing_wages};
  const Fen total = w.ledger.balance(clearing);
  const WageWeights weights = household_wage_weights(w);
  const Column<HouseholdId, double>& own = weights.all;
  std::vector<double> weight(w.household_count(), 0);
  const double pooled = w.parameters.households.pooling;
  for (std::size_t half = 0; half < w.region_count() * 2; ++half) {
    double sum = 0, persons = 0;
    for (std::size_t k = 0; k < income_classes; ++k) {
      const HouseholdId a{static_cast<std::uint32_t>(half * income_classes + k)};
      sum += own[a];
      persons += static_cast<double>(w.households.persons[a]);
    }
    for (std::size_t k = 0; k < income_classes; ++k) {
      const HouseholdId a{static_cast<std::uint32_t>(half * income_classes + k)};
      weight[index(a)] =
          (1 - pooled) * own[a] + pooled * sum * ratio(static_cast<double>(w.households.persons[a]), persons);
    }
  }
  const std::vector<Fen> parts = apportion(total, weight, w.random_key.period);
  w.ledger.receive_each(Flow::wages, clearing, Sector::household, parts);
  for (std::size_t a = 0; a < parts.size(); ++a) {
    w.activity.wage_income[HouseholdId{static_cast<std::uint32_t>(a)}] = to_yuan(parts[a]);
    w.activity.wages[RegionId{static_cast<std::uint32_t>(a / (2 * income_classes))}] += to_yuan(parts[a]);
  }
  double all = 0;
  for (const double x : own) all += x;
  return sent_home(w, weights, ratio(to_yuan(total), all));
}

// What an account can give of its income: all that is left of it, but no more.
Fen most_given(const World& w, HouseholdId a, double net) {
  const auto income = static_cast<Fen>(std::max(0.0, net) * fen_per_yuan);
  return std::clamp(w.ledger.balance({Sector::household, index(a)}), Fen{0}, income);
}

// What migrants send reaches the households they have left behind.
void pay_home(World& w, const SentHome& home, Column<HouseholdId, double>& net) {
  const Account clearing{Sector::market, clearing_households};
  for (const HouseholdId a : net.ids()) {
    const Fen out = std::min(to_fen(home.sent[a]), most_given(w, a, net[a]));
    if (out == 0) continue;
    w.ledger.pay(Flow::remittances, {Sector::household, index(a)}, clearing, out);
    net[a] = std::max(0.0, net[a] - to_yuan(out));
  }
  const std::vector<Fen> parts = apportion(w.ledger.balance(clearing), home.received.values(), w.random_key.period + 4);
  w.ledger.receive_each(Flow::remittances, clearing, Sector::household, parts);
  for (const HouseholdId a : net.ids()) net[a] += to_yuan(parts[index(a)]);
}

// Contributions, personal tax, fees, benefits; returns what each account has left of its own.
Column<HouseholdId, double> redistribute(World& w) {
  Column<HouseholdId, double> net(w.household_count());
  const Column<HouseholdId, std::int64_t> retired = retired_by_household(w), insured = insured_by_household(w);
  for (const HouseholdId a : net.ids()) {
    const std::size_t i = index(a);
    const RegionId r{static_cast<std::uint32_t>(i / (2 * income_classes))};
    const double wages = w.activity.wage_income[a];
    const Account account{Sector::household, i};
    const Fen contribution = to_fen(w.nation.contribution_rate * wages);
    const Fen tax = to_fen(w.nation.personal_tax_rate * wages);
    const Fen local = to_fen(w.nation.personal_tax_rate * w.nation.personal_tax_local * wages);
    const Fen fee = to_fen(w.calibration.fee_rate[r] * wages);
    const double mean_wage = w.regions.wage_index[r] * w.calibration.base_mean_wage[r];
    const double right = i % (2 * income_classes) < income_classes ? 1 : w.parameters.government.rural_pension;
    const Fen benefit =
        to_fen(w.nation.benefit_per_retired * mean_wage * right * static_cast<double>(retired[a]) +
               unemployment_benefit(w.parameters.government, mean_wage) * static_cast<double>(insured[a]));
    w.ledger.pay(Flow::social_contributions, account, {Sector::social_fund}, contribution);
    w.ledger.pay(Flow::personal_tax, account, {Sector::province, index(r)}, local);
    w.ledger.pay(Flow::personal_tax, account, {Sector::centre}, tax - local);
    w.ledger.pay(Flow::fees, account, {Sector::province, index(r)}, fee);
    w.ledger.pay(Flow::social_benefits, {Sector::social_fund}, account, benefit);
    const Fen land = to_fen(w.nation.land_rate * land_price(w, r) * w.activity.dwellings[a]);
    w.ledger.pay(Flow::land_revenue, account, {Sector::province, index(r)}, land);
    w.activity.contributions[r] += to_yuan(contribution);
    w.activity.personal_tax[r] += to_yuan(local);
    w.activity.central_revenue += to_yuan(tax - local);
    w.activity.fees[r] += to_yuan(fee);
    w.activity.benefits[r] += to_yuan(benefit);
    w.activity.land_revenue[r] += to_yuan(land);
    net[a] = wages + to_yuan(benefit - contribution - tax - fee) + w.activity.policy_income[a];
  }
  // Benefits paid equally to all persons.
  double contributions = 0;
  for (const double x : w.activity.contributions) contributions += x;
  std::vector<double> persons(w.household_count());
  for (const HouseholdId a : net.ids()) persons[index(a)] = static_cast<double>(w.households.persons[a]);
  const std::vector<Fen> shared =
      apportion(to_fen(w.nation.other_benefits * contributions), persons, w.random_key.period + 3);
  w.ledger.receive_each(Flow::social_benefits, {Sector::social_fund}, Sector::household, shared);
  for (const HouseholdId a : net.ids()) {
    net[a] += to_yuan(shared[index(a)]);
    w.activity.benefits[RegionId{static_cast<std::uint32_t>(index(a) / (2 * income_classes))}] +=
        to_yuan(shared[index(a)]);
  }
  return net;
}

// Remittances sent equal remittances received; they are divided in proportion to what regions used to receive. Where no
// recipient account has wages, nothing is sent.
void remit(World& w, Column<HouseholdId, double>& net) {
  const Account clearing{Sector::market, clearing_households};
  std::vector<double> receives(w.household_count(), 0);
  for (const HouseholdId a : net.ids())
    receives[index(a)] = std::max(0.0, w.households.remittance_rate[a] * w.activity.wage_income[a]);
  if (std::ranges::none_of(receives, [](double x) { return x > 0; })) return;
  for (const HouseholdId a : net.ids()) {
    const double sends = -w.households.remittance_rate[a] * w.activity.wage_income[a];
    const Fen out = sends > 0 ? std::min(to_fen(sends), most_given(w, a, net[a])) : 0;
    if (out == 0) continue;
    w.ledger.pay(Flow::remittances, {Sector::household, index(a)}, clearing, out);
    net[a] = std::max(0.0, net[a] - to_yuan(out));
  }
  const std::vector<Fen> parts = apportion(w.ledger.balance(clearing), receives, w.random_key.period);
  w.ledger.receive_each(Flow::remittances, clearing, Sector::household, parts);
  for (const HouseholdId a : net.ids()) net[a] += to_yuan(parts[index(a)]);
}

void pay_interest(World& w, Column<HouseholdId, double>& net) {
  const auto& p = w.parameters.credit;
  const Account bank{Sector::bank};
  for (const RegionId r : w.region_ids()) {
    const double debt = -w.ledger.yuan({Sector::province_debt, index(r)});
    w.ledger.pay(Flow::debt_interest, {Sector::province, index(r)}, bank, to_fen(p.public_rate / 4 * debt));
  }
  w.ledger.pay(Flow::debt_interest, {Sector::centre}, bank,
               to_fen(-p.public_rate / 4 * w.ledger.yuan({Sector::centre_debt})));
  // Deposit rates follow lending rates, and banks pass on at most what they earn.
  const double earned = to_yuan(w.ledger.flow(Flow::loan_interest) + w.ledger.flow(Flow::debt_interest));
  double held = 0;
  for (const double x : w.activity.opening_deposit) held += std::max(0.0, x);
  const double wanted = p.loan_rate > 0 ? p.deposit_rate * w.nation.loan_rate / p.loan_rate : p.deposit_rate;
  const double deposit_rate = std::min(wanted / 4, ratio(earned, held));
  for (const HouseholdId a : net.ids()) {
    const Fen interest = to_fen(deposit_rate * std::max(0.0, w.activity.opening_deposit[a]));
    w.ledger.pay(Flow::deposit_interest, bank, {Sector::household, index(a)}, interest);
    net[a] += to_yuan(interest);
  }
}

struct Dividends {
  Fen paid = 0, loans = 0;
  double yuan = 0;
};

// Determinants of dividends: target cash to sales, growth, and speed of adjustment.
struct DividendRule {
  double cash, growth, speed;
};

JIUZHOU_VECTOR_WIDTHS
void pay_dividends(const DividendRule& rule, Firms& x, const SlotBlock& block, Fen* deposits, const Fen* debts,
                   Amounts& paid, Dividends& sum) {
  const double cash = rule.cash, growth = rule.growth, speed = rule.speed;
  const double* output = x.output.values().data();
  const double* price = x.price.values().data();
  float* last = x.dividend.values().data();
  FenRounding rounded;
  Fen fen = 0, loans = 0;
#pragma GCC ivdep
  for (std::size_t i = block.begin; i < block.end; ++i) {
    const std::size_t at = i - block.begin;
    const std::int64_t alive = block.alive[at];
    const double deposit = real_signed(deposits[i]) / fen_per_yuan;
    const double payable = deposit - cash * output[i] * price[i];
    const double wanted = lintner(static_cast<double>(last[i]), growth, payable, speed);
    const double least = payable < 0 ? payable : 0, most = deposit > 0 ? deposit : 0;
    const double dividend = wanted < least ? least : most < wanted ? most : wanted;
    last[i] = alive != 0 ? static_cast<float>(dividend) : last[i];
    paid[at] = only_if(alive, dividend);
    const Fen amount = rounded(paid[at]);
    deposits[i] -= amount;
    fen += amount;
    loans -= debts[i] & alive;
  }
  rounded.check();
  sum.paid += fen;
  sum.loans += loans;
}

// Dividends of firms and banks go into one pool and from there to their owners.
void pay_owners(World& w, Column<HouseholdId, double>& net) {
  const auto& p = w.parameters.credit;
  const Account owners{Sector::owners};
  const DividendRule rule{.cash = p.cash, .growth = w.nation.consumption_growth, .speed = p.dividend_smoothing};
  std::vector<Dividends> cells(w.cell_count());
  w.ledger.in_parallel(w.cell_count(), 4, [&](Ledger::Batch& batch, std::size_t cell) {
    Dividends sum;
    Amounts paid;
    for_slots(w, cell, [&](const SlotBlock& block) {
      pay_dividends(rule, w.firms, block, batch.firms().data(), batch.debts().data(), paid, sum);
      for (std::size_t i = 0; i < block.end - block.begin; ++i) sum.yuan += paid[i];
    });
    batch.book(Flow::dividends, Sector::firm, owners, sum.paid);
    cells[cell] = sum;
  });
  Fen loans = 0;
  for (std::size_t cell = 0; cell < cells.size(); ++cell) {
    w.activity.dividends[w.region_of(cell)] += cells[cell].yuan;
    loans += cells[cell].loans;
  }
  const double surplus = w.ledger.yuan({Sector::bank}) - p.capital_target * to_yuan(loans);
  w.ledger.pay(Flow::bank_dividends, {Sector::bank}, owners, to_fen(std::max(0.0, surplus)));

  // Where firms pay out less than they call in, the rest comes out of what owners have, and is no income.
  const bool is_income = w.ledger.balance(owners) > 0;
  const std::vector<Fen> parts = settle_owners(w, Flow::dividends, w.random_key.period + 1);
  if (is_income)
    for (const HouseholdId a : net.ids()) net[a] += to_yuan(parts[index(a)]);
}

// The centre's closing item: the surplus of its base-year budget is paid equally to all persons. Where it is a levy,
// nobody pays more than there is.
void pay_closing(World& w, double last_central_revenue, Column<HouseholdId, double>& net) {
  double gdp = 0;
  for (const RegionId r : w.region_ids()) gdp += w.regions.nominal_gdp[r];
  const double debt = -w.ledger.yuan({Sector::centre_debt}) / std::max(4 * gdp, 1.0);
  const auto& p = w.parameters.government;
  const double brake =
      std::clamp(1 - p.central_rule * 4 * (debt - w.nation.base_central_debt), p.brake_floor, 2 - p.brake_floor);
  const double ratio_now = w.nation.closing_ratio;
  const double amount =
      ratio_now * last_central_revenue * (1 + w.nation.consumption_growth) * (ratio_now > 0 ? brake : 2 - brake);
  std::vector<double> persons(w.household_count());
  for (const HouseholdId a : net.ids()) persons[index(a)] = static_cast<double>(w.households.persons[a]);
  std::vector<Fen> parts = apportion(to_fen(amount), persons, w.random_key.period + 2);
  for (const HouseholdId a : net.ids()) {
    Fen& part = parts[index(a)];
    part = std::max(part, -most_given(w, a, net[a]));
    net[a] = part < 0 ? std::max(0.0, net[a] + to_yuan(part)) : net[a] + to_yuan(part);
  }
  w.ledger.receive_each(Flow::central_closing, {Sector::centre}, Sector::household, parts);
}

void remember_revenues(World& w) {
  for (const RegionId r : w.region_ids()) {
    w.regions.own_revenue[r] = w.activity.production_tax[r] + w.activity.corporate_tax[r] + w.activity.personal_tax[r] +
                               w.activity.fees[r] + w.activity.land_revenue[r] + w.activity.policy_revenue[r];
    w.regions.standard_revenue[r] = w.regions.own_revenue[r] - w.activity.policy_revenue[r];
    w.regions.revenue[r] = w.regions.own_revenue[r] + w.activity.transfers[r];
  }
  w.nation.central_revenue = w.activity.central_revenue;
  w.nation.central_standard = w.activity.central_revenue - w.activity.central_policy_revenue;
}

void remember_incomes(World& w, const Column<HouseholdId, double>& net) {
  const double speed = w.parameters.households.income_speed;
  const double growth = 1 + w.nation.consumption_growth;
  for (const HouseholdId a : net.ids()) {
    w.households.income[a] = net[a];
    const std::size_t half = index(a) / income_classes;
    const RegionId r{static_cast<std::uint32_t>(half / 2)};
    (half % 2 == 0 ? w.activity.disposable_urban : w.activity.disposable_rural)[r] += net[a];
    if (w.households.persons[a] <= 0) continue;
    const double carried = w.households.smoothed_income[a] * growth;
    w.households.smoothed_income[a] =
        carried + speed * (net[a] / static_cast<double>(w.households.persons[a]) - carried);
  }
}

}  // namespace

void incomes(World& w) {
  const double last_central_revenue = w.nation.central_standard;
  const double depreciation = quarterly_decay(w.parameters.production.depreciation);
  const FirmTaxes taxes = taxes_by_firm(w, depreciation);
  pay_bills(w, depreciation);
  const SentHome home = pay_wages(w);
  settle_policies(w, taxes.production, taxes.corporate);
  finance_policies(w, taxes.production);
  Column<HouseholdId, double> net = redistribute(w);
  pay_home(w, home, net);
  pay_interest(w, net);
  pay_owners(w, net);
  pay_closing(w, last_central_revenue, net);
  remit(w, net);
  close_budgets(w);
  remember_revenues(w);
  remember_incomes(w, net);
}

}  // namespace jiuzhou
