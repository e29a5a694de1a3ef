// Governments of the first quarter: rates that give the pack's revenue, budgets that give its spending, debts.
//
//   rate    = revenue / base                       income, corporate and production tax, contributions, land, fees
//   deficit = G · debt                             debt keeps its ratio to GDP
//   closing = spending + interest − revenue − transfers − deficit     one transfer from the centre per region, and one
//                                                                     from the centre to all persons
//
// Writes  nation, regions.{budget, central_budget, own_revenue, revenue, transfer_share}, calibration, firms.dividend

#include <algorithm>

#include "sim/base/math.hpp"
#include "sim/base/parallel.hpp"
#include "sim/base_year/parts.hpp"
#include "sim/state/headcount.hpp"

namespace jiuzhou {

namespace {

// Beyond these the pack's budgets and accounts do not fit together: effective tax on profits, the regions' part of
// production tax, the centre's part of government consumption.
constexpr double most_profit_tax = 0.6, most_local_tax = 0.95, most_central = 0.5;

double total(const Column<RegionId, double>& column) {
  double sum = 0;
  for (const double x : column) sum += x;
  return sum;
}

void set_tax_rates(World& w, const Start& start, const FirstFirms& firms) {
  const PackNational& facts = w.pack->national;
  const PackGovernment& g = w.pack->government;
  Nation& n = w.nation;
  const double wages = total(firms.wages), corporate_local = total(g.corporate_tax),
               personal_local = total(g.personal_tax), dwellings = total(firms.dwellings);
  // Retired persons as the two systems of pensions count them, and what the unemployed draw of the same benefits.
  double benefits = 0, unemployment = 0;
  const Column<HouseholdId, std::int64_t> retired = retired_by_household(w), insured = insured_by_household(w);
  for (const HouseholdId a : retired.ids()) {
    const std::size_t half = index(a) / income_classes;
    const double right = half % 2 == 0 ? 1 : w.parameters.government.rural_pension;
    const double mean_wage = w.calibration.base_mean_wage[RegionId{static_cast<std::uint32_t>(half / 2)}];
    benefits += right * static_cast<double>(retired[a]) * mean_wage;
    unemployment += unemployment_benefit(w.parameters.government, mean_wage) * static_cast<double>(insured[a]);
  }
  const double corporate = corporate_local + facts.central_corporate_tax;
  const double personal = personal_local + facts.central_personal_tax;
  n.corporate_tax_rate = std::clamp(ratio(corporate * start.flow, firms.profits), 0.0, most_profit_tax);
  n.corporate_tax_local = ratio(corporate_local, corporate);
  n.personal_tax_rate = ratio(personal * start.flow, wages);
  n.personal_tax_local = ratio(personal_local, personal);
  n.contribution_rate = ratio(facts.social_contributions * start.flow, wages);
  n.benefit_per_retired = ratio(std::max(0.0, facts.social_benefits * start.flow - unemployment), benefits);
  // What contributions leave after pensions and the growth of the fund reaches all persons.
  n.other_benefits =
      1 - ratio(facts.social_benefits * start.flow + start.nominal * facts.social_fund, n.contribution_rate * wages);
  n.land_rate = ratio(facts.land_revenue * w.parameters.government.land_share * start.flow, dwellings);
}

// Own revenue of the regions, and the centre's and the owners' part.
Column<RegionId, double> collect(World& w, const Origin& origin, const FirstFirms& firms, FirstGovernment& out) {
  const Start& start = origin.start;
  const BaseYear& accounts = origin.accounts;
  const PackGovernment& g = w.pack->government;
  const Nation& n = w.nation;
  Column<RegionId, double> own_revenue(w.region_count(), 0);
  struct Paid {
    double tax = 0, dividends = 0;
  };
  std::vector<Paid> paid(w.cell_count());
  for_each_index(w.cell_count(), 1, [&](std::size_t cell) {
    for (const std::uint32_t i : w.cell_firms(cell)) {
      const FirmId f{i};
      const double tax = n.corporate_tax_rate * firms.taxable[f];
      paid[cell].tax += tax;
      paid[cell].dividends += firms.dividend[f] - tax;
      w.firms.dividend[f] = static_cast<float>((firms.dividend[f] - tax) / (1 + start.nominal));
    }
  });
  for (std::size_t cell = 0; cell < paid.size(); ++cell) {
    own_revenue[w.region_of(cell)] += paid[cell].tax * n.corporate_tax_local;
    out.central_revenue += paid[cell].tax * (1 - n.corporate_tax_local);
    out.dividends += paid[cell].dividends;
  }
  for (const RegionId r : w.region_ids()) {
    double tax = 0;
    for (const IndustryId s : w.industry_ids()) tax += accounts.production_tax(r, s) * start.flow;
    const double local = std::clamp(ratio(g.indirect_tax[r] * start.flow, tax), 0.0, most_local_tax);
    w.calibration.production_tax_local[r] = local;
    w.calibration.fee_rate[r] = ratio(g.nontax[r] * start.flow, firms.wages[r]);
    own_revenue[r] += tax * local + g.nontax[r] * start.flow +
                      n.personal_tax_rate * n.personal_tax_local * firms.wages[r] + n.land_rate * firms.dwellings[r];
    out.central_revenue += tax * (1 - local) + n.personal_tax_rate * (1 - n.personal_tax_local) * firms.wages[r];
  }
  return own_revenue;
}

struct CentralSpending {
  double transfers = 0, closing = 0, own = 0;
};

// Budgets of the regions, and what the centre spends on them and in them.
CentralSpending set_budgets(World& w, const Start& start, const FirstFirms& firms, const FirstRegions& regions,
                            const Column<RegionId, double>& own_revenue, FirstGovernment& out) {
  const PackNational& facts = w.pack->national;
  const PackGovernment& g = w.pack->government;
  const double government_total = total(regions.government), debt_weight = total(g.debt);
  const double central_share =
      std::min(most_central, ratio(facts.central_own_expenditure * start.flow, government_total));
  CentralSpending sums;
  Column<RegionId, double> transfers(w.region_count(), 0);
  for (const RegionId r : w.region_ids()) {
    transfers[r] = (g.transfer_rebate[r] + g.transfer_general[r] + g.transfer_special[r]) * start.flow;
    sums.transfers += transfers[r];
  }
  for (const RegionId r : w.region_ids()) {
    const double central = central_share * regions.government[r];
    const double budget = regions.government[r] - central + firms.public_investment[r];
    out.province_debt[r] = ratio(g.debt[r], debt_weight) * facts.local_debt / (1 + start.nominal);
    const double interest = w.parameters.credit.public_rate / 4 * out.province_debt[r];
    const double deficit = start.nominal * out.province_debt[r];
    const double closing = budget + interest - own_revenue[r] - transfers[r] - deficit;
    const double revenue = own_revenue[r] + transfers[r] + closing;
    w.regions.budget[r] = budget / (1 + start.nominal);
    w.regions.central_budget[r] = central / (1 + start.nominal);
    w.regions.own_revenue[r] = w.regions.standard_revenue[r] = own_revenue[r] / (1 + start.nominal);
    w.regions.revenue[r] = revenue / (1 + start.nominal);
    w.calibration.spending_ratio[r] = ratio(budget, revenue, 1);
    w.calibration.budget_investment_share[r] = ratio(firms.public_investment[r], budget);
    w.calibration.base_debt_ratio[r] = out.province_debt[r] / (4 * w.regions.nominal_gdp[r]);
    w.calibration.closing_transfer[r] = closing / out.central_revenue;
    w.calibration.central_budget_share[r] = ratio(regions.government[r], government_total);
    w.regions.transfer_share[r] = w.calibration.base_transfer_share[r] = ratio(transfers[r], sums.transfers);
    sums.closing += closing;
    sums.own += central;
  }
  return sums;
}

// Standard expenditure per head and what of it own revenue leaves open.
void set_needs(World& w, const Start& start, const Column<RegionId, double>& own_revenue, double transfers) {
  const double revenue_total = total(w.regions.revenue);
  double people = 0;
  for (const RegionId r : w.region_ids()) people += static_cast<double>(w.census.urban[r] + w.census.rural[r]);
  for (const RegionId r : w.region_ids()) {
    const double persons = static_cast<double>(w.census.urban[r] + w.census.rural[r]);
    w.calibration.need_per_head[r] = w.regions.revenue[r] / persons / (revenue_total / people);
    const double need = w.regions.revenue[r] * (1 + start.nominal);
    w.calibration.base_gap[r] = ratio(std::max(0.0, need - own_revenue[r]), transfers);
  }
}

void close_centre(World& w, const Start& start, double gdp, const CentralSpending& spent, FirstGovernment& out) {
  Nation& n = w.nation;
  out.central_debt = w.pack->national.central_debt / (1 + start.nominal);
  n.central_revenue = n.central_standard = out.central_revenue / (1 + start.nominal);
  n.transfer_ratio = ratio(spent.transfers, out.central_revenue);
  n.central_ratio = ratio(spent.own, out.central_revenue);
  n.base_central_debt = out.central_debt * (1 + start.nominal) / (4 * gdp);
  const double interest = w.parameters.credit.public_rate / 4 * out.central_debt;
  const double closing =
      out.central_revenue + start.nominal * out.central_debt - spent.transfers - spent.closing - spent.own - interest;
  n.closing_ratio = closing / out.central_revenue;
  w.notes.push_back(sentence("closing items: centre to regions %.2f %% of GDP, centre to households %.2f %% of GDP",
                             100 * spent.closing / gdp, 100 * closing / gdp));
  w.notes.push_back(sentence(
      "the pack's capital was rescaled by %.3f so that investment equals depreciation plus growth", n.capital_rescale));
}

}  // namespace

FirstGovernment first_government(World& w, const Origin& origin, const FirstFirms& firms, const FirstRegions& regions) {
  FirstGovernment out;
  out.province_debt.assign(w.region_count(), 0);
  set_tax_rates(w, origin.start, firms);
  const Column<RegionId, double> own_revenue = collect(w, origin, firms, out);
  const CentralSpending spent = set_budgets(w, origin.start, firms, regions, own_revenue, out);
  set_needs(w, origin.start, own_revenue, spent.transfers);
  close_centre(w, origin.start, regions.gdp, spent, out);
  return out;
}

}  // namespace jiuzhou
