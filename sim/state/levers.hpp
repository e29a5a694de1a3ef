// Levers: the only things a policy can move. Reset every quarter to "no policy"; instruments add to them in file order;
// steps read them; the step that pays books the cost.
//
// A lever is a multiplier (neutral 1) or an addition (neutral 0). What has to be paid for is listed with the policy
// that asks for it, so that every yuan of `policy_cost` is one posted transfer.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/base/column.hpp"
#include "sim/base/declare.hpp"
#include "sim/state/person_counts.hpp"

namespace jiuzhou {

// What governments pay for a policy with: the centre its part with the first four, the regions theirs with the others.
enum class Source : std::uint8_t { debt, vat, income_tax, other_spending, special_bonds, own_budget, count };
inline constexpr std::size_t source_count = static_cast<std::size_t>(Source::count), central_sources = 4;
std::string_view name_of(Source source);
using BySource = std::array<double, source_count>;
inline constexpr std::size_t position(Source source) {
  return static_cast<std::size_t>(source);
}
// When nothing is said: the centre borrows, regions save elsewhere.
inline constexpr BySource default_sources{1, 0, 0, 0, 0, 1};

enum class Payer : std::uint8_t { centre, province, social_fund, world };  // money from abroad is no cost
// Who is paid. Persons are paid through their household account, alike.
enum class Recipient : std::uint8_t {
  province_budget,
  households,
  poorest,
  rural,
  retired,
  unemployed,
  insured,  // out of work in town
  dwellings,
  firms
};

// Which persons of a region a policy means, beside their special areas. Bits, 0 for all of them.
struct PersonFilter {
  std::uint8_t skill = 0;      // 1 low, 2 middle, 4 high
  std::uint8_t residence = 0;  // 1 urban, 2 rural
  std::uint8_t hukou = 0;      // 1 registered where they live, 2 elsewhere

  [[nodiscard]] bool is_all() const { return skill == 0 && residence == 0 && hukou == 0; }
  [[nodiscard]] bool takes(std::size_t skill_level, bool is_rural, bool is_elsewhere) const {
    const auto fits = [](std::uint8_t mask, std::size_t which) { return mask == 0 || (mask >> which & 1) != 0; };
    return fits(skill, skill_level) && fits(residence, is_rural ? 1 : 0) && fits(hukou, is_elsewhere ? 1 : 0);
  }
  friend auto operator<=>(const PersonFilter&, const PersonFilter&) = default;
};

// Whom a policy means, in full.
struct TargetGroup {
  std::uint8_t special_area_mask = 0;  // persons with one of these bits; 0: all
  bool at_home = false;                // only those who live where their hukou is
  bool trainable = false;              // only those in the labour force whom a course may raise an education level
  std::optional<Status> status = std::nullopt;
  PersonFilter filter{};
};

// A sum of money a policy moves this quarter; the government step pays and books it.
struct PolicyPayment {
  std::size_t policy = 0;  // position in the scenario; set by Levers::pay
  Payer payer = Payer::centre;
  RegionId paying_region{};  // where a province pays
  Recipient recipient = Recipient::province_budget;
  RegionId region{};
  IndustryId industry{};               // of firms
  std::uint8_t special_area_mask = 0;  // of persons: those with one of these bits who live where their hukou is; 0: all
  PersonFilter who{};                  // of persons; set by Levers::pay
  bool is_invested = false;            // firms buy capital with it at once
  double yuan = 0;                     // this quarter
  double investment_share = -1;        // of a budget payment; negative: as the budget's own split
};

// A share of corporate tax paid back by the governments that received it.
struct TaxRelief {
  std::size_t policy = 0;
  RegionId region{};
  IndustryId industry{};
  double share = 0;
};

// More (or less) of a tax for the region, out of the centre's part; shares of the whole tax.
struct TaxShare {
  std::size_t policy = 0;
  RegionId region{};
  double production = 0, corporate = 0, personal = 0;
  std::vector<double> industry;  // weights: whose production and corporate taxes are meant
};

// A share of sales that firms pay to their region.
struct Charge {
  std::size_t policy = 0;
  RegionId region{};
  IndustryId industry{};
  double share = 0;
};

// What lowering the cost of a way between two regions, or from or to the world, takes from the public: fees and tariffs
// no longer collected, freight paid for. A share of the value that passes in the quarter, received by firms.
enum class RevenueLoss : std::uint8_t { border_fees, freight, tariffs };
struct TradeCost {
  std::size_t policy = 0;
  RevenueLoss kind = RevenueLoss::border_fees;
  RegionId from{}, to{};  // tariffs: `to`; abroad is the id after the last region
  double share = 0;
  std::vector<double> goods{};  // weights: of what passes, for tariffs; empty: all of it
};

// Posts that a government pays for in the firms of a cell, and for whom they are: `jobs` persons at a time. Those whom
// nobody out of work takes are done by poor villagers beside their farms, as far as `beside` allows.
struct PublicWorks {
  std::size_t policy = 0;  // set by Levers::employ, as is `who`
  RegionId region{};
  IndustryId industry{};
  double jobs = 0;                     // persons
  double pay = 1;                      // of what the firm pays for the same labour
  double holders = 1;                  // persons in a quarter who hold a post one after another
  double beside = 0;                   // posts at most that villagers do beside their farms
  double local_share = 0;              // paid by the region, the rest by the centre
  double for_the_poor = 0;             // share of the jobs kept for the two lowest fifths
  std::uint8_t special_area_mask = 0;  // those with one of these bits who live where their hukou is; 0: all
  PersonFilter who{};                  // and whom this takes
};

// What is offered to, or asked of, firms of some regions and industries so that they go to some hosts.
struct FirmMoves {
  std::size_t policy = 0;
  std::vector<double> origin, host, industry;  // weights in [0, 1]
  double attention = 0;                        // rise of the share that looks around
  double pull = 0;                             // util added to the hosts
  double subsidy = 0;                          // of the capital moved, paid by the centre
  double forced = 0;                           // 1/quarter, told to go
  double staff = 0;                            // of the workers of those, who go along
  double tax_share = 0;                        // of the host's taxes on firms from the origin, for the origin
};

// Buyers of some regions take more from some suppliers.
struct Preference {
  std::vector<double> supplier;               // weights in [0, 1]
  Table<RegionId, IndustryId, double> buyer;  // share of what a region buys of a good that is bought so
  double rise = 0;                            // of the suppliers' wanted share in it
};

// Persons whom a policy gives a course this quarter.
struct Course {
  std::size_t policy = 0;
  double persons = 0;
};

enum class AreaSet : std::uint32_t {};  // the four special-area bits of a person, as a number
inline constexpr std::size_t area_sets = 16;
// Special areas, skill, town or country, registered here or elsewhere: what a course can be offered by.
enum class PersonGroup : std::uint32_t {};
inline constexpr std::size_t person_groups = area_sets * 3 * 2 * 2;
constexpr PersonGroup person_group(std::size_t areas, std::size_t skill, bool is_rural, bool is_elsewhere) {
  return static_cast<PersonGroup>(areas +
                                  area_sets * (skill + 3 * ((is_rural ? 1U : 0U) + 2 * (is_elsewhere ? 1U : 0U))));
}

struct Levers {
  // What is paid, and to whose account; lists in the order of policies.
  std::vector<PolicyPayment> payments;
  std::vector<TaxRelief> tax_reliefs;
  std::vector<TaxShare> tax_shares;
  std::vector<Charge> charges;
  std::vector<TradeCost> trade_costs;
  std::vector<PublicWorks> public_works;
  std::vector<FirmMoves> firm_moves;
  std::vector<Preference> preferences;
  std::vector<Course> courses;
  PersonCounts persons;    // as they are before the quarter's first step
  std::size_t policy = 0;  // the one that is being set
  PersonFilter who{};      // whom it means
  double spent = 0;        // yuan that it will remember to have spent

  Column<RegionId, double> catch_up, research;
  Column<RegionId, double> service_cost, hukou_cost, hukou_wage_gap, hukou_tenure, conversion_rate, schooling;
  Column<RegionId, double> absence, minimum_wage, retiring_town, retiring_country;
  Column<RegionId, double> restoration, farmland_floor, yield_growth, clean_power, clean_premium, discharge;
  Table<RegionId, RegionId, double> freight, border, grid, line;
  Table<RegionId, IndustryId, double> productivity_growth, markup, insolvency, export_demand, import_cost;
  Table<RegionId, IndustryId, double> corporate_tax, charge, output_cap, relocation_pull, entry, works, works_pay,
      emission, energy_use, other_inputs;
  Table<RegionId, PersonGroup, double> training;
  Table<RegionId, AreaSet, double> allowance, resettlement;
  double commodity_price = 1, pass_through = 1, work_limit = 10;

  // `fallback` is the neutral value.
  void declare(auto& lever) {
    lever("productivity_growth", productivity_growth,
          {.unit = "1/quarter", .fallback = 0, .doc = "added to productivity growth"});
    lever("catch_up", catch_up,
          {.unit = "1/year per log point", .fallback = 0, .doc = "added to the catch-up with the best regions"});
    lever("research", research, {.unit = "ratio", .fallback = 1, .doc = "R&D flow"});
    lever("service_cost", service_cost,
          {.unit = "ratio", .fallback = 1, .doc = "hukou cost of services to persons from elsewhere"});
    lever("hukou_cost", hukou_cost, {.unit = "ratio", .fallback = 1, .doc = "settlement cost"});
    lever("hukou_wage_gap", hukou_wage_gap,
          {.unit = "ratio", .fallback = 1, .doc = "pay gap of persons from elsewhere"});
    lever("hukou_tenure", hukou_tenure,
          {.unit = "ratio", .fallback = 1, .doc = "quarters in a place before conversion"});
    lever("conversion_rate", conversion_rate,
          {.unit = "1/year", .fallback = 0, .doc = "added to the rate of conversion"});
    lever("schooling", schooling,
          {.unit = "logit", .fallback = 0, .doc = "added to the odds of senior and tertiary schooling"});
    lever("absence", absence, {.unit = "share", .fallback = 0, .doc = "labour missing at work, on courses"});
    lever("minimum_wage", minimum_wage, {.unit = "ratio", .fallback = 1, .doc = "minimum wage"});
    lever("retiring_town", retiring_town,
          {.unit = "ratio", .fallback = 1, .doc = "chance of retiring, residents of towns"});
    lever("retiring_country", retiring_country,
          {.unit = "ratio", .fallback = 1, .doc = "chance of retiring, residents of the country"});
    lever("markup", markup, {.unit = "ratio", .fallback = 1, .doc = "what prices exceed unit cost by"});
    lever("insolvency", insolvency, {.unit = "ratio", .fallback = 1, .doc = "debt at which firms are wound up"});
    lever("export_demand", export_demand,
          {.unit = "ratio", .fallback = 1, .doc = "foreign demand for what the region sells of a good"});
    lever("import_cost", import_cost,
          {.unit = "ratio", .fallback = 1, .doc = "foreign price of a good as buyers of the region see it"});
    lever("restoration", restoration,
          {.unit = "index points", .fallback = 0, .doc = "added to the ecological index in the end"});
    lever("farmland_floor", farmland_floor,
          {.unit = "share", .fallback = 0, .doc = "of base-year farmland that may not be built over"});
    lever("yield_growth", yield_growth,
          {.unit = "1/quarter", .fallback = 0, .doc = "added to the growth of grain yield"});
    lever("clean_power", clean_power,
          {.unit = "share", .fallback = 0, .doc = "thermal power that wind and sun are to replace"});
    lever("clean_premium", clean_premium,
          {.unit = "yuan/kWh", .fallback = 0, .doc = "paid for wind and sun, over the power that they may replace"});
    lever("discharge", discharge, {.unit = "ratio", .fallback = 1, .doc = "waste water that is not treated"});
    lever("freight", freight, {.unit = "ratio", .fallback = 1, .doc = "freight cost, from -> to"});
    lever("border", border, {.unit = "ratio", .fallback = 1, .doc = "border wedge, from -> to"});
    lever("grid", grid, {.unit = "ratio", .fallback = 1, .doc = "capacity of existing lines, from -> to"});
    lever("line", line,
          {.unit = "share", .fallback = 0, .doc = "of the destination's electricity, over new lines, from -> to"});
    lever("corporate_tax", corporate_tax, {.unit = "ratio", .fallback = 1, .doc = "corporate tax after reliefs"});
    lever("charge", charge, {.unit = "share of sales", .fallback = 0, .doc = "what firms pay to their region"});
    lever("output_cap", output_cap, {.unit = "share", .fallback = 1, .doc = "capacity that may be used"});
    lever("relocation_pull", relocation_pull,
          {.unit = "util", .fallback = 0, .doc = "added to a place in firms' location choice"});
    lever("entry", entry, {.unit = "ratio", .fallback = 1, .doc = "entries of firms"});
    lever("works", works, {.unit = "person", .fallback = 0, .doc = "jobs paid by governments"});
    lever("works_pay", works_pay,
          {.unit = "person", .fallback = 0, .doc = "the same, each times its pay to the firm's for such labour"});
    lever("emission", emission, {.unit = "ratio", .fallback = 1, .doc = "emissions per unit of output"});
    lever("energy_use", energy_use, {.unit = "ratio", .fallback = 1, .doc = "energy bought per unit of output"});
    lever("other_inputs", other_inputs,
          {.unit = "ratio", .fallback = 1, .doc = "inputs other than energy bought per unit of output"});
    lever("training", training,
          {.unit = "per quarter",
           .fallback = 0,
           .doc = "chance of a person in the labour force to rise an education level"});
    lever("allowance", allowance,
          {.unit = "log points", .fallback = 0, .doc = "income of those who stay where their hukou is"});
    lever("resettlement", resettlement,
          {.unit = "per quarter", .fallback = 0, .doc = "chance of a rural person to be moved to town"});
    lever("commodity_price", commodity_price, {.unit = "ratio", .fallback = 1, .doc = "world prices of coal and oil"});
    lever("pass_through", pass_through, {.unit = "ratio", .fallback = 1, .doc = "pass-through of world coal prices"});
    lever("work_limit", work_limit,
          {.unit = "ratio", .fallback = 10, .doc = "output from given labour at most, over normal"});
  }

  void reset(std::size_t regions, std::size_t industries);
  // No policy is set: every lever is neutral to the last bit and nothing is to be paid.
  [[nodiscard]] bool untouched();

  // For the policy that is being set. Nothing is listed for an amount of zero.
  void pay(PolicyPayment payment);
  void pay(PolicyPayment payment, double local_share);  // of it paid by the receiving region, the rest by the centre
  void relieve(RegionId region, IndustryId industry, double share);  // of what is left of corporate tax
  void charge_firms(RegionId region, IndustryId industry, double share);
  void add_revenue_loss(RevenueLoss kind, RegionId from, RegionId to, double share,
                        const std::vector<double>& goods = {});
  void employ(PublicWorks offered);
};

}  // namespace jiuzhou
