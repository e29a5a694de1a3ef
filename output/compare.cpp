// Effects of policies, from pairs of result files. How they are printed: compare_text.cpp.
//
//   change  d_k = y_k(policy) − y_k(base)               in pair k of n, with y a year's value of a place
//   shown   mean d ± t(level, n−1) · s / √n             Student's t on the paired differences; within noise if it holds 0
//   told    p_(i) (m − i + 1) ≤ 1 − level for it and all smaller p-values of the m places of its kind (Holm 1979)
//   year    flows: sum of the quarters; stocks: the last one; the rest: their mean
//   place   Σ numerator / Σ denominator over its provinces: an unemployment rate is weighted by the labour force
//   price   Σ cost / price level, to Σ gain of jobs and real GDP since the start, to the fall of the Theil index in the year
//   return  Σ gain of real GDP (1 + ρ)^−t to Σ cost / price level (1 + ρ)^−t, t years from the first difference; of the
//           whole nation, losers included

#include "output/compare.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <functional>
#include <map>
#include <set>

#include "output/compare_run.hpp"
#include "output/reader.hpp"
#include "sim/base/calendar.hpp"
#include "sim/base/error.hpp"
#include "sim/text/text.hpp"

namespace jiuzhou {

namespace compared {

ResultReader open_run(const std::string& path) {
  ResultReader reader = open_result(path);
  if (reader.has("run"))
    throw InputError(in_quotes(path) +
                     " is the merged file of a sweep, with many runs in it; compare the folder of the "
                     "sweep instead: `jiuzhou compare FOLDER --base NAME --policy NAME`");
  return reader;
}

}  // namespace compared

namespace {

using namespace compared;

constexpr std::size_t quarters_a_year = 4;

// ---- measures -------------------------------------------------------------------------------------------------------

Values plain(Run& run, std::size_t q, const std::string& name) {
  return run.at(name, q);
}

Values product(Values a, const Values& b) {
  for (std::size_t i = 0; i < a.size(); ++i) a[i] *= b[i];
  return a;
}

// The table of what is compared, by province.
const std::vector<Measure>& provincial_measures() {
  const auto of = [](const std::string& name) {
    return [name](Run& run, std::size_t q) { return plain(run, q, name); };
  };
  const auto times = [](const std::string& a, const std::string& b) {
    return [a, b](Run& run, std::size_t q) { return product(run.at(a, q), run.at(b, q)); };
  };
  const auto real_income = [](Run& run, std::size_t q) {
    Values income = run.at("disposable_income_urban", q);
    const Values rural = run.at("disposable_income_rural", q), price = run.at("price_level", q);
    for (std::size_t r = 0; r < income.size(); ++r) income[r] = (income[r] + rural[r]) / price[r];
    return income;
  };
  static const std::vector<Measure> table{
      {"real_gdp",
       "real GDP",
       "实际生产总值",
       "base-year yuan/year",
       true,
       Over::sum,
       {"gdp_real"},
       of("gdp_real"),
       nullptr},
      {"real_gdp_per_head",
       "GDP per head",
       "人均地区生产总值",
       "base-year yuan/person/year",
       true,
       Over::sum,
       {"gdp_real", "population"},
       of("gdp_real"),
       of("population")},
      {"real_income_per_head",
       "income per head",
       "居民人均可支配收入",
       "base-year yuan/person/year",
       true,
       Over::sum,
       {"disposable_income_urban", "disposable_income_rural", "price_level", "population"},
       real_income,
       of("population")},
      {"population", "population", "常住人口", "person", true, Over::last, {"population"}, of("population"), nullptr},
      {"employment", "employment", "就业人数", "person", true, Over::mean, {"employment"}, of("employment"), nullptr},
      {"unemployment_rate",
       "unemployment",
       "失业率",
       "share",
       false,
       Over::mean,
       {"unemployment_rate", "labour_force"},
       times("unemployment_rate", "labour_force"),
       of("labour_force")},
      {"public_services_per_head",
       "services per head",
       "人均公共服务",
       "base-year yuan/person/quarter",
       true,
       Over::mean,
       {"public_services_per_head", "population"},
       times("public_services_per_head", "population"),
       of("population")},
      {"government_debt",
       "regional debt",
       "地方政府债务",
       "yuan",
       true,
       Over::last,
       {"government_debt"},
       of("government_debt"),
       nullptr},
  };
  return table;
}

const std::vector<Measure>& national_measures() {
  const auto of = [](const std::string& name) {
    return [name](Run& run, std::size_t q) { return plain(run, q, name); };
  };
  const auto one = [&](const std::string& name, const std::string& heading, const std::string& heading_zh,
                       const std::string& unit, bool is_relative, Over over) {
    return Measure{name, heading, heading_zh, unit, is_relative, over, {name}, of(name), nullptr};
  };
  static const std::vector<Measure> table{
      one("theil_total", "Theil index between provinces", "人均生产总值泰尔指数", "1", false, Over::mean),
      one("theil_between_blocks", "its part between blocks", "其中：板块之间", "1", false, Over::mean),
      one("theil_within_blocks", "its part within blocks", "其中：板块内部", "1", false, Over::mean),
      one("gini_regions", "Gini between provinces", "地区间基尼系数", "1", false, Over::mean),
      one("gini_income", "Gini of incomes", "居民收入基尼系数", "1", false, Over::mean),
      one("urbanisation_rate", "urbanisation", "城镇化率", "share", false, Over::last),
      one("national_price_level", "consumer prices", "居民消费价格", "base = 1", true, Over::mean),
      one("central_debt", "the centre's debt", "中央政府债务", "yuan", true, Over::last),
  };
  return table;
}

// By industry, provinces added up.
const std::vector<Measure>& industrial_measures() {
  const auto of = [](const std::string& name) {
    return [name](Run& run, std::size_t q) { return run.over_provinces(name, q); };
  };
  static const std::vector<Measure> table{
      {"real_value_added",
       "real value added",
       "实际增加值",
       "base-year yuan/year",
       true,
       Over::sum,
       {"value_added_real"},
       of("value_added_real"),
       nullptr},
      {"employment", "employment", "就业人数", "person", true, Over::mean, {"employment"}, of("employment"), nullptr},
  };
  return table;
}

bool has_all(const Measure& m, const std::vector<Pair>& pairs) {
  return std::ranges::all_of(m.needs, [&](const std::string& name) {
    return std::ranges::all_of(pairs, [&](const Pair& p) { return p.base.has(name) && p.policy.has(name); });
  });
}

// First quarter of a year in the file.
std::size_t begin_of(const Run& run, int year) {
  return static_cast<std::size_t>(Quarter::of(year, 1) - run.first());
}

// A year of a measure in one run: numerator and denominator by province or industry, or of the nation alone.
struct YearParts {
  Values above, below;  // `below` is empty where the measure has no denominator

  [[nodiscard]] double over(const std::vector<std::size_t>& members) const {
    double sum = 0, whole = 0;
    for (const std::size_t i : members) {
      sum += above[i];
      if (!below.empty()) whole += below[i];
    }
    return below.empty() ? sum : sum / whole;
  }
};

YearParts parts_of(Run& run, const Measure& m, int year) {
  YearParts out;
  const auto add = [](const Values& values, Values& to, double weight) {
    to.resize(values.size(), 0.0);
    for (std::size_t i = 0; i < values.size(); ++i) to[i] += weight * values[i];
  };
  const std::size_t begin = begin_of(run, year);
  const double mean = 1.0 / quarters_a_year;
  for (std::size_t q = begin; q < begin + quarters_a_year; ++q) {
    if (m.over == Over::last && q + 1 < begin + quarters_a_year) continue;
    add(m.numerator(run, q), out.above, m.over == Over::mean ? mean : 1);
    if (m.denominator) add(m.denominator(run, q), out.below, m.over == Over::last ? 1 : mean);
  }
  return out;
}

// ---- do the files fit together? -------------------------------------------------------------------------------------

// Lines that differ between two questions, as words.
std::string first_difference(const std::string& a, const std::string& b) {
  const auto left = split(a, '\n'), right = split(b, '\n');
  for (std::size_t i = 0; i < std::min(left.size(), right.size()); ++i)
    if (left[i] != right[i]) return fmt::format("{} and {}", in_quotes(trimmed(left[i])), in_quotes(trimmed(right[i])));
  return "one is longer";
}

void check_pair(const Run& base, const Run& policy, std::vector<std::string>& wrong) {
  const auto differ = [&](const std::string& what, const std::string& a, const std::string& b) {
    if (a != b)
      wrong.push_back(fmt::format("{} and {} differ in {}: {} and {}", in_quotes(base.file().path()),
                                  in_quotes(policy.file().path()), what, a, b));
  };
  const auto attribute = [&](const char* name, const std::string& what) {
    differ(what, base.file().attribute(name), policy.file().attribute(name));
  };
  attribute("pack_sha256", "their pack (sha256)");
  attribute("seed", "their seed");
  attribute("weight", "their weight (persons per agent)");
  differ("their first quarter", base.first().text(), policy.first().text());
  differ("their number of quarters", std::to_string(base.quarters()), std::to_string(policy.quarters()));
  for (const Run* run : {&base, &policy})
    if (const std::string status = run->file().attribute("status"); status != "complete")
      wrong.push_back(fmt::format("{} is not complete (status '{}')", in_quotes(run->file().path()), status));
}

// All pairs must ask the same two questions, each with random numbers of its own.
void check_together(const std::vector<Pair>& pairs, std::vector<std::string>& wrong) {
  std::map<std::string, std::size_t> seeds;
  const auto name = [](std::size_t i) { return "pair " + std::to_string(i + 1); };
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    const auto [at, is_new] = seeds.try_emplace(pairs[i].base.file().attribute("seed"), i);
    if (!is_new)
      wrong.push_back(fmt::format("{} has the seed of {}, {}: the same random numbers counted twice", name(i),
                                  name(at->second), at->first));
    if (i == 0) continue;
    const auto same = [&](const Run& first, const Run& other, const std::string& which) {
      for (const char* attribute : {"pack_sha256", "weight"})
        if (first.file().attribute(attribute) != other.file().attribute(attribute))
          wrong.push_back(fmt::format("{} and {} differ in {}: {} and {}", name(0), name(i), attribute,
                                      first.file().attribute(attribute), other.file().attribute(attribute)));
      if (const std::string a = first.question(), b = other.question(); a != b)
        wrong.push_back(fmt::format("the {} of {} and {} are different scenarios: {}", which, name(0), name(i),
                                    first_difference(a, b)));
    };
    same(pairs[0].base, pairs[i].base, "bases");
    same(pairs[0].policy, pairs[i].policy, "policies");
  }
}

std::vector<std::string> remarks_on(const std::vector<Pair>& pairs) {
  std::vector<std::string> out;
  const auto add = [&](const std::string& text) {
    if (std::ranges::find(out, text) == out.end()) out.push_back(text);
  };
  const std::string first = pairs.front().base.file().attribute("source");
  for (const Pair& p : pairs) {
    for (const Run* run : {&p.base, &p.policy})
      if (const std::string source = run->file().attribute("source"); source != first)
        add(fmt::format("the runs were made by different programs: {}; {}", first, source));
    if (p.base.question() == p.policy.question())
      add("base and policy are the same scenario");
    else if (p.policy.labels("policy").empty() && !p.base.labels("policy").empty())
      add("the first run of a pair has policies and the second has none: if they stand in the wrong order, every sign "
          "below is wrong too");
    if (p.base.file().attribute("paths") != p.policy.file().attribute("paths"))
      add("one side is fed with known paths after the base year, the other is not: the effect is of both");
  }
  if (pairs.size() == 1)
    add("one pair of runs: how much of an effect is chance cannot be said, nor what a job or a yuan of GDP costs. More "
        "pairs of runs, each "
        "with a seed of its own and otherwise as these, tell it:"
        "\n    jiuzhou effect POLICY.yaml --seeds 8");
  return out;
}

// ---- costs ----------------------------------------------------------------------------------------------------------

// Public money of all policies in a quarter.
double cost_at(Run& run, std::size_t q) {
  double sum = 0;
  if (run.has("policy_cost"))
    for (const double x : run.at("policy_cost", q)) sum += std::isnan(x) ? 0 : x;
  return sum;
}

double national(Run& run, const std::string& name, std::size_t q) {
  double sum = 0;
  for (const double x : run.at(name, q)) sum += x;
  return sum;
}

std::vector<PolicyCost> costs_by_policy(std::vector<Pair>& pairs, int year) {
  Run& first = pairs.front().policy;
  const std::vector<std::string> names = first.labels("policy"), types = first.labels("policy_type");
  std::vector<PolicyCost> costs;
  for (std::size_t i = 0; i < names.size(); ++i) {
    PolicyCost c{names[i], i < types.size() ? types[i] : "", 0, 0};
    for (Pair& pair : pairs) {
      const Rows& s = pair.policy.series("policy_cost");
      const std::size_t begin = begin_of(pair.policy, year);
      for (std::size_t q = 0; q < begin + quarters_a_year; ++q) {
        const double yuan = s.values[q * s.width + i] / static_cast<double>(pairs.size());
        c.so_far += yuan;
        if (q >= begin) c.in_year += yuan;
      }
    }
    costs.push_back(c);
  }
  return costs;
}

std::size_t first_difference_of(Pair& p);

// Policy less base of a series over (policy, place), policies added up; in the order of the file.
std::vector<MoneyFlow> flows_of(std::vector<Pair>& pairs, const std::string& name, const std::string& dimension,
                                int year) {
  const std::vector<std::string> places = pairs.front().policy.labels(dimension);
  std::vector<MoneyFlow> out;
  for (const std::string& place : places) out.push_back({place, 0, 0});
  const auto add = [&](Run& run, double sign) {
    if (places.empty() || !run.has(name) || run.labels(dimension) != places) return;
    const Rows& s = run.series(name);
    const std::size_t begin = begin_of(run, year);
    for (std::size_t q = 0; q < begin + quarters_a_year; ++q)
      for (std::size_t i = 0; i < s.width; ++i) {
        const double x = s.values[q * s.width + i];
        const double yuan = std::isnan(x) ? 0 : sign * x / static_cast<double>(pairs.size());
        MoneyFlow& flow = out[i % places.size()];
        flow.so_far += yuan;
        if (q >= begin) flow.in_year += yuan;
      }
  };
  for (Pair& p : pairs) {
    add(p.policy, 1);
    add(p.base, -1);
  }
  return out;
}

YearOfCosts costs_of(std::vector<Pair>& pairs, int year, double level, double discount) {
  YearOfCosts out;
  out.year = year;
  out.policies = costs_by_policy(pairs, year);
  out.payers = flows_of(pairs, "policy_payers", "sector", year);
  out.financing = flows_of(pairs, "policy_financing", "financing", year);
  out.recipients = flows_of(pairs, "policy_recipients", "sector", year);
  out.receiving_provinces = flows_of(pairs, "policy_received", pairs.front().policy.region(), year);
  const auto n = static_cast<double>(pairs.size());
  Values jobs, gdp, theil, discounted_gdp;
  double real_cost = 0, discounted_cost = 0;
  bool has_theil = true;
  for (Pair& p : pairs) {
    const std::size_t begin = begin_of(p.base, year), end = begin + quarters_a_year;
    const auto start = static_cast<double>(first_difference_of(p));
    double job_years = 0, more_gdp = 0, theil_fall = 0, present_gdp = 0;
    for (std::size_t q = 0; q < end; ++q) {
      const double base_cost = cost_at(p.base, q), policy_cost = cost_at(p.policy, q);
      out.so_far += (policy_cost - base_cost) / n;
      if (q >= begin) out.in_year += (policy_cost - base_cost) / n;
      const double present = std::pow(1 + discount, -(static_cast<double>(q) - start) / quarters_a_year);
      const double real = (policy_cost / national(p.policy, "national_price_level", q) -
                           base_cost / national(p.base, "national_price_level", q)) /
                          n;
      real_cost += real;
      discounted_cost += real * present;
      job_years += (national(p.policy, "employment", q) - national(p.base, "employment", q)) / quarters_a_year;
      const double gained = national(p.policy, "gdp_real", q) - national(p.base, "gdp_real", q);
      more_gdp += gained;
      present_gdp += gained * present;
      has_theil = has_theil && p.base.has("theil_total");
      if (q >= begin && has_theil)
        theil_fall += (national(p.base, "theil_total", q) - national(p.policy, "theil_total", q)) / quarters_a_year;
    }
    jobs.push_back(job_years);
    gdp.push_back(more_gdp);
    discounted_gdp.push_back(present_gdp);
    theil.push_back(theil_fall);
  }
  out.gains.push_back({"job_year", "job-years gained so far", real_cost, estimate(jobs, level)});
  out.gains.push_back({"yuan_of_gdp", "yuan of real GDP gained so far", real_cost, estimate(gdp, level)});
  out.gains.push_back({"discounted_gdp", fmt::format("the same, discounted at {} % a year", shortest(100 * discount)),
                       discounted_cost, estimate(discounted_gdp, level)});
  if (has_theil)
    out.gains.push_back({"theil", "fall of the Theil index in the year", real_cost, estimate(theil, level)});
  return out;
}

// ---- years ----------------------------------------------------------------------------------------------------------

// The first quarter in which the two runs of a pair differ in cost or in real GDP.
std::size_t first_difference_of(Pair& p) {
  for (std::size_t q = 0; q < p.base.quarters(); ++q)
    if (cost_at(p.base, q) != cost_at(p.policy, q) || p.base.at("gdp_real", q) != p.policy.at("gdp_real", q)) return q;
  return 0;
}

std::vector<int> usual_years(Pair& p) {
  const int begin = (p.base.first() + static_cast<int>(first_difference_of(p))).year(), last = p.base.last_full_year();
  std::set<int> years{last};
  for (const int after : {5, 10})
    if (begin + after - 1 <= last) years.insert(begin + after - 1);
  return {years.begin(), years.end()};
}

int first_full_year(const Run& run) {
  return run.first().quarter() == 1 ? run.first().year() : run.first().year() + 1;
}

std::vector<int> whole_years(const Run& run) {
  std::vector<int> years;
  for (int year = first_full_year(run); year <= run.last_full_year(); ++year) years.push_back(year);
  return years;
}

// ---- places ---------------------------------------------------------------------------------------------------------

std::string label(const std::vector<std::string>& labels, std::size_t i, const std::string& otherwise = {}) {
  return i < labels.size() ? labels[i] : otherwise;
}

std::vector<Place> provinces_of(const Run& run) {
  const auto en = run.labels(run.region() + "_name_en"), zh = run.labels(run.region() + "_name_zh"),
             block = run.labels(run.region() + "_block");
  const auto numbers = [&](const std::string& name) {
    return run.file().has(name) ? run.file().numbers(name) : std::vector<double>();
  };
  const auto row = numbers(run.region() + "_tile_row"), col = numbers(run.region() + "_tile_col"),
             adcode = numbers(run.region() + "_adcode");
  const auto whole = [](const std::vector<double>& list, std::size_t i) {
    return i < list.size() && list[i] >= 0 ? static_cast<int>(list[i]) : -1;
  };
  std::vector<Place> out;
  for (std::size_t r = 0; r < run.provinces.size(); ++r) {
    Place& place = out.emplace_back();
    const std::string& code = run.provinces[r];
    static_cast<ComparedPlace&>(place) = {
        "province",       code, label(en, r, code), label(zh, r, code), label(block, r), whole(row, r), whole(col, r),
        whole(adcode, r), {}};
    place.members = {r};
  }
  return out;
}

// The nation, the blocks, the provinces.
std::vector<Place> places_of(const Run& run) {
  const std::vector<Place> provinces = provinces_of(run);
  std::vector<Place> out{{{"nation", "nation", "nation", "全国", {}, -1, -1, -1, {}}, {}}};
  for (std::size_t r = 0; r < provinces.size(); ++r) out.front().members.push_back(r);
  const auto blocks = run.labels("block"), en = run.labels("block_name_en"), zh = run.labels("block_name_zh");
  for (std::size_t b = 0; b < blocks.size(); ++b) {
    Place place{{"block", blocks[b], label(en, b, blocks[b]), label(zh, b, blocks[b]), {}, -1, -1, -1, {}}, {}};
    for (std::size_t r = 0; r < provinces.size(); ++r)
      if (provinces[r].block == blocks[b]) place.members.push_back(r);
    if (!place.members.empty()) out.push_back(place);
  }
  out.insert(out.end(), provinces.begin(), provinces.end());
  return out;
}

// The sectors and their industries.
std::vector<Place> industries_of(const Run& run) {
  const auto codes = run.labels("industry"), en = run.labels("industry_name_en"), zh = run.labels("industry_name_zh"),
             sector = run.labels("industry_sector");
  std::vector<Place> out;
  for (const auto& [code, sector_en, sector_zh] : {std::tuple{"primary", "Primary sector", "第一产业"},
                                                   {"secondary", "Secondary sector", "第二产业"},
                                                   {"tertiary", "Tertiary sector", "第三产业"}}) {
    Place place{{"sector", code, sector_en, sector_zh, {}, -1, -1, -1, {}}, {}};
    for (std::size_t i = 0; i < sector.size(); ++i)
      if (sector[i] == code) place.members.push_back(i);
    if (!place.members.empty()) out.push_back(place);
  }
  for (std::size_t i = 0; i < codes.size(); ++i)
    out.push_back(
        {{"industry", codes[i], label(en, i, codes[i]), label(zh, i, codes[i]), {}, -1, -1, -1, label(sector, i)},
         {i}});
  return out;
}

// The effects on a measure in a year, one for each place.
std::vector<Effect> effects_on(std::vector<Pair>& pairs, const Measure& m, const std::vector<Place>& places, int year,
                               double level) {
  std::vector<std::pair<YearParts, YearParts>> parts;
  for (Pair& p : pairs) parts.emplace_back(parts_of(p.base, m, year), parts_of(p.policy, m, year));
  std::vector<Effect> out;
  for (const Place& place : places) {
    Effect& e = out.emplace_back(Effect{m.name,
                                        m.heading,
                                        m.heading_zh,
                                        m.unit,
                                        place.kind,
                                        place.code,
                                        place.en,
                                        place.zh,
                                        year,
                                        0,
                                        0,
                                        m.is_relative,
                                        {},
                                        {},
                                        false});
    Values change, percent;
    for (const auto& [without, with] : parts) {
      const double base = without.over(place.members), policy = with.over(place.members);
      e.base += base / static_cast<double>(pairs.size());
      e.policy += policy / static_cast<double>(pairs.size());
      change.push_back(policy - base);
      percent.push_back(base == 0 ? std::nan("") : 100 * (policy - base) / std::abs(base));
    }
    e.change = estimate(change, level);
    e.percent = estimate(percent, level);
  }
  return out;
}

// Every measure of a table in a year: by place, then by measure.
void add_effects(std::vector<Pair>& pairs, const std::vector<Measure>& measures, const std::vector<Place>& places,
                 int year, double level, std::vector<Effect>& out) {
  std::vector<std::vector<Effect>> found;
  for (const Measure& m : measures)
    if (has_all(m, pairs)) found.push_back(effects_on(pairs, m, places, year, level));
  for (std::size_t i = 0; i < places.size(); ++i)
    for (const std::vector<Effect>& of_measure : found) out.push_back(of_measure[i]);
}

// The chance that paired differences of no effect have a mean as far from zero as this one.
double p_value(const Estimate& e, double level) {
  if (!e.has_interval() || std::isnan(e.mean)) return 1;
  if (e.half_width == 0) return e.mean == 0 ? 1 : 0;
  const boost::math::students_t t(e.pairs - 1);
  const double error = e.half_width / boost::math::quantile(t, (1 + level) / 2);
  return 2 * boost::math::cdf(boost::math::complement(t, std::abs(e.mean) / error));
}

// Holm's step-down over the places of one kind, measure and year, which stand in `effects` from `begin` on.
void tell_from_zero(std::vector<Effect>& effects, std::size_t begin, double level) {
  std::map<std::pair<std::string, std::string>, std::vector<std::pair<double, Effect*>>> families;
  for (std::size_t i = begin; i < effects.size(); ++i)
    families[{effects[i].kind, effects[i].measure}].emplace_back(p_value(effects[i].shown(), level), &effects[i]);
  for (auto& [name, family] : families) {
    std::ranges::stable_sort(family, {}, [](const auto& member) { return member.first; });
    std::size_t left = family.size();
    for (auto& [p, effect] : family) {
      if (!(p * static_cast<double>(left--) <= 1 - level)) break;
      effect->is_told = true;
    }
  }
}

}  // namespace

Estimate estimate(std::span<const double> effects, double level) {
  Estimate e{0, 0, static_cast<int>(effects.size())};
  const auto n = static_cast<double>(effects.size());
  for (const double x : effects) e.mean += x / n;
  if (effects.size() < 2) return e;
  double squares = 0;
  for (const double x : effects) squares += (x - e.mean) * (x - e.mean);
  const boost::math::students_t t(n - 1);
  e.half_width = boost::math::quantile(t, (1 + level) / 2) * std::sqrt(squares / (n - 1) / n);
  return e;
}

namespace {

// Titles, in Chinese where the scenarios have them; one that was inherited is told from its parent's by the file.
void name_scenarios(const Pair& pair, Comparison& c) {
  const ResultReader &base = pair.base.file(), &policy = pair.policy.file();
  const auto title = [](const ResultReader& file, const char* name) {
    const std::string text = file.attribute(name);
    return text.empty() ? file.attribute("title") : text;
  };
  for (const auto& [name, of_base, of_policy] :
       {std::tuple{"title", &c.base_title, &c.policy_title}, {"title_zh", &c.base_title_zh, &c.policy_title_zh}}) {
    *of_base = title(base, name);
    *of_policy = title(policy, name);
    if (*of_base != *of_policy) continue;
    *of_base += fmt::format(" ({})", base.path());
    *of_policy += fmt::format(" ({})", policy.path());
  }
}

// What the runs were made of.
void describe_runs(const std::vector<Pair>& pairs, const std::vector<std::pair<std::string, std::string>>& files,
                   Comparison& c) {
  const Run &base = pairs.front().base, &policy = pairs.front().policy;
  for (const char* name : {"source", "compiler", "pack", "pack_title", "pack_title_zh", "pack_sha256", "weight",
                           "first_quarter", "last_quarter", "paths", "region_label", "region_label_zh"})
    c.origin.emplace_back(name, base.file().attribute(name));
  const auto only = [](const std::vector<std::string>& texts) { return texts.empty() ? "" : texts.front(); };
  c.base_yaml = only(base.labels("scenario_yaml"));
  c.policy_yaml = only(policy.labels("scenario_yaml"));
  c.files = files;
}

}  // namespace

void check_measure(const std::string& rank) {
  std::vector<std::string> names;
  for (const auto* measures : {&provincial_measures(), &national_measures()})
    for (const Measure& m : *measures) names.push_back(m.name);
  if (std::ranges::find(names, rank) == names.end())
    throw InputError(fmt::format("there is no national measure {}{}; measures: {}", in_quotes(rank),
                                 suggestion(rank, names), joined(names)));
}

void check_years(Quarter first, Quarter until, const std::vector<int>& years) {
  const int from = first.quarter() == 1 ? first.year() : first.year() + 1, last = (until + 1).year() - 1;
  if (last < from) throw InputError("the runs are shorter than a year; there is nothing to compare");
  for (const int year : years)
    if (year != every_year && (year < from || year > last))
      throw InputError(fmt::format("there is no whole year {} in the runs; they have {} to {}", year, from, last));
}

Comparison compare_results(const std::vector<std::pair<std::string, std::string>>& files, std::vector<int> years,
                           double level, double discount) {
  require(!files.empty(), "compare without files");
  std::vector<Pair> pairs;
  for (const auto& [base, policy] : files) pairs.push_back({Run(base), Run(policy)});
  std::vector<std::string> wrong;
  for (const Pair& p : pairs) check_pair(p.base, p.policy, wrong);
  if (wrong.empty()) check_together(pairs, wrong);
  if (!wrong.empty()) {
    std::string message = "these runs cannot be compared";
    for (const std::string& line : wrong) message += "\n  " + line;
    throw InputError(message);
  }
  if (years == std::vector{every_year}) years = whole_years(pairs.front().base);
  check_years(pairs.front().base.first(), pairs.front().base.until(), years);
  if (years.empty()) years = usual_years(pairs.front());

  Comparison c;
  const ResultReader& base = pairs.front().base.file();
  name_scenarios(pairs.front(), c);
  c.pack = base.attribute("pack");
  if (const std::string region = base.attribute("region_dimension"); !region.empty()) c.region = region;
  if (const std::string money = base.attribute("money"); !money.empty()) c.money = money;
  for (const Pair& p : pairs) c.seeds.push_back(p.base.file().attribute("seed"));
  c.level = level;
  c.discount = discount;
  c.years = years;
  c.remarks = remarks_on(pairs);
  describe_runs(pairs, files, c);
  const std::vector<Place> places = places_of(pairs.front().base), industries = industries_of(pairs.front().base);
  c.places.assign(places.begin(), places.end());
  const std::vector<Place> households = households_of(pairs.front().base), groups = groups_of(pairs.front().base);
  for (const auto* more : {&industries, &households, &groups})
    c.places.insert(c.places.end(), more->begin(), more->end());
  std::vector<Place> nation{places.front()};
  nation.front().members = {0};
  for (const int year : years) {
    const std::size_t begin = c.effects.size();
    add_effects(pairs, provincial_measures(), places, year, level, c.effects);
    add_effects(pairs, national_measures(), nation, year, level, c.effects);
    add_effects(pairs, industrial_measures(), industries, year, level, c.effects);
    add_effects(pairs, household_measures(), households, year, level, c.effects);
    add_effects(pairs, group_measures(), groups, year, level, c.effects);
    tell_from_zero(c.effects, begin, level);
    c.costs.push_back(costs_of(pairs, year, level, discount));
  }
  return c;
}

}  // namespace jiuzhou
