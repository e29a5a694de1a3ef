// The effect of a policy: one run with it beside one without, which share the pack, the weight and the seed, so that
// every person and firm draws the same random numbers in both. Several such pairs, each with a seed of its own, say how
// sure the effect is. Reads result files only.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/base/calendar.hpp"

namespace jiuzhou {

// An effect over the pairs: its mean and, from two pairs on, half the width of its interval.
struct Estimate {
  double mean = 0, half_width = 0;
  int pairs = 0;

  [[nodiscard]] bool has_interval() const { return pairs > 1; }
  // The interval holds 0; with a single pair nobody can say.
  [[nodiscard]] bool is_within_noise() const {
    return has_interval() && !(mean - half_width > 0) && !(mean + half_width < 0);
  }
};
Estimate estimate(std::span<const double> effects, double level);

struct Effect {
  std::string measure;              // "real_gdp"
  std::string heading, heading_zh;  // "real GDP"
  std::string unit;                 // of base and policy
  std::string kind;                 // "nation", "block", "province", "sector", "industry", "household" or "group"
  std::string place, place_en, place_zh;
  int year = 0;
  double base = 0, policy = 0;  // means over the pairs
  bool is_relative = false;     // the change is shown in per cent of the base, otherwise as a difference
  Estimate change;              // policy less base, in `unit`
  Estimate percent;             // the same in per cent of the base
  // Told from zero when all places of its kind are looked at together (Holm 1979): of a list of provinces with such an
  // effect, the chance that it names even one by chance alone is at most 1 − level. False with a single pair.
  bool is_told = false;

  [[nodiscard]] const Estimate& shown() const { return is_relative ? percent : change; }
};

struct PolicyCost {
  std::string name, type;
  double in_year = 0, so_far = 0;  // yuan at current prices, mean over the pairs
};

// What the public money bought by the end of a year; money and GDP at base-year prices.
struct Gain {
  std::string name;   // "job-year"
  std::string words;  // "job-years gained so far"
  double cost = 0;    // yuan so far at base-year prices, discounted where `gained` is
  Estimate gained;    // since the start; for the Theil index its fall in the year

  // A ratio of two effects: chance moves it so much that a single pair of runs tells nothing.
  [[nodiscard]] bool has_price() const { return gained.has_interval() && cost > 0 && gained.mean > 0; }
  [[nodiscard]] double price() const { return cost / gained.mean; }  // yuan for one of it
};

// Money of all policies that a sector ("household", "firm", "province", "centre", "social_fund") or a province pays or
// receives, or that governments raise from a source ("debt", "vat", ...), policy less base.
struct MoneyFlow {
  std::string of;
  double in_year = 0, so_far = 0;  // yuan at current prices, mean over the pairs
};

struct YearOfCosts {
  int year = 0;
  std::vector<PolicyCost> policies;
  double in_year = 0, so_far = 0;
  std::vector<MoneyFlow> payers, financing, recipients, receiving_provinces;
  std::vector<Gain> gains;
};

// A place, an industry or sector, or a group of persons, that has effects.
struct ComparedPlace {
  std::string kind, code, en, zh;
  std::string block;                              // of a province
  int tile_row = -1, tile_col = -1, adcode = -1;  // of a province; -1 where the pack has none
  std::string sector;                             // of an industry
};

struct Comparison {
  std::string base_title, policy_title, pack;
  std::string base_title_zh, policy_title_zh;
  std::string region = "province", money = "yuan";  // what the pack calls them
  std::vector<std::string> seeds;
  double level = 0.95;
  double discount = 0.04;  // a year
  std::vector<int> years;
  std::vector<std::string> remarks;  // what the reader should know, such as other versions of the program
  std::vector<ComparedPlace> places;
  std::vector<Effect> effects;  // by year, kind, place, measure
  std::vector<YearOfCosts> costs;
  // What made the runs: attributes of the first base, the scenarios of the first pair with everything they extend, and
  // the files in pairs.
  std::vector<std::pair<std::string, std::string>> origin;
  std::string base_yaml, policy_yaml;
  std::vector<std::pair<std::string, std::string>> files;
};

// In the list of years of compare_results(): every whole year of the runs.
constexpr int every_year = 0;

// Pairs of (base, policy) files. Without years: 5 and 10 years after the policies begin to cost, and the last one.
// Throws InputError that names everything by which the files do not fit together.
Comparison compare_results(const std::vector<std::pair<std::string, std::string>>& pairs, std::vector<int> years,
                           double level, double discount = 0.04);

// What is asked of results that are still to be computed; InputError that says what there is.
void check_measure(const std::string& rank);                                    // of the nation, to rank policies by
void check_years(Quarter first, Quarter until, const std::vector<int>& years);  // whole years of a run

// One effect, or the effects of several policies beside each other.
struct NamedComparison {
  std::string name;
  Comparison comparison;
};
// Of one policy, everything; of several, a column each with their cost and effects on the nation, the best price of one
// more unit of `rank` first. InputError where no measure has that name.
std::string comparisons_text(const std::vector<NamedComparison>& found, const std::string& rank);
// With the policy as the first column where there are several.
std::string comparisons_csv(const std::vector<NamedComparison>& found);
std::string comparisons_json(const std::vector<NamedComparison>& found);

std::string comparison_text(const Comparison& comparison);
std::string comparison_csv(const Comparison& comparison);
std::string comparison_json(const Comparison& comparison);

}  // namespace jiuzhou
