// Effects of policies, from pairs of result files.
//
//   change  d_k = y_k(policy) − y_k(base)               in pair k of n, with y a year's value of a place
//   shown   mean d ± t(level, n−1) · s / √n             Student's t on the paired differences; within noise if it holds 0
//   year    flows: sum of the quarters; stocks: the last one; the rest: their mean
//   place   Σ numerator / Σ denominator over its provinces: an unemployment rate is weighted by the labour force
//   price   Σ cost / price level, to Σ gain of jobs and real GDP since the start, to the fall of the Theil index in the year

#include "output/compare.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <numbers>
#include <set>

#include "output/reader.hpp"
#include "sim/base/calendar.hpp"
#include "sim/base/error.hpp"
#include "sim/base/text.hpp"

namespace jiuzhou {

namespace {

constexpr std::size_t quarters_a_year = 4;

// ---- files -----------------------------------------------------------------------------------------------------------

ResultReader open_result(const std::string& path) {
  if (!std::filesystem::exists(path)) throw InputError("there is no file " + in_quotes(path));
  tame_hdf5();
  if (H5Fis_hdf5(path.c_str()) <= 0) throw InputError(in_quotes(path) + " is not a result of jiuzhou (not an HDF5 file)");
  ResultReader reader(path);
  if (reader.attribute("status").empty() || !reader.has("time")) throw InputError(in_quotes(path) + " is not a result of jiuzhou");
  return reader;
}

// A variable over time: a row of `width` numbers for every quarter.
struct Rows {
  std::vector<double> values;
  std::size_t width = 1;
  bool is_by_province = false;  // the first dimension of a row
};

// One run. Series are read when they are asked for.
class Run {
 public:
  explicit Run(const std::string& path) : reader_(open_result(path)) {
    const auto first = parse_quarter(reader_.attribute("first_quarter"));
    if (!first) throw InputError(in_quotes(path) + " does not say in which quarter it begins");
    first_ = *first;
    quarters_ = reader_.numbers("time").size();
    provinces = labels("province");
    for (const StoredSeries& s : reader_.series())
      if (s.dims.front() == "time") stored_[s.name] = s;
  }

  std::vector<std::string> provinces;

  [[nodiscard]] const ResultReader& file() const { return reader_; }
  [[nodiscard]] Quarter first() const { return first_; }
  [[nodiscard]] std::size_t quarters() const { return quarters_; }
  [[nodiscard]] bool has(const std::string& name) const { return stored_.contains(name); }
  // Of a dimension or its labels; none where the file has none.
  [[nodiscard]] std::vector<std::string> labels(const std::string& name) const {
    return reader_.has(name) ? reader_.texts(name) : std::vector<std::string>();
  }

  const Rows& series(const std::string& name) {
    const auto [at, is_new] = series_.try_emplace(name);
    if (!is_new) return at->second;
    const auto stored = stored_.find(name);
    if (stored == stored_.end()) throw InputError(in_quotes(reader_.path()) + " has no series '" + name + "'");
    Rows& rows = at->second;
    rows.values = reader_.numbers(name);
    for (std::size_t i = 1; i < stored->second.extent.size(); ++i) rows.width *= stored->second.extent[i];
    rows.is_by_province = stored->second.dims.size() > 1 && stored->second.dims[1] == "province";
    if (rows.values.size() < quarters_ * rows.width) throw InputError(in_quotes(reader_.path()) + ": the series '" + name + "' is cut");
    return rows;
  }
  // Values of a quarter, by province (other dimensions added up) or one for the nation.
  std::vector<double> at(const std::string& name, std::size_t quarter) {
    const Rows& s = series(name);
    const std::size_t places = s.is_by_province ? provinces.size() : 1;
    std::vector<double> out(places, 0.0);
    for (std::size_t i = 0; i < s.width; ++i) out[i / (s.width / places)] += s.values[quarter * s.width + i];
    return out;
  }
  // The scenario without its seed, its words and the place of its pack: what was asked.
  [[nodiscard]] std::string question() const {
    std::string out;
    const std::vector<std::string> texts = labels("scenario_yaml");
    const std::string yaml = texts.empty() ? "" : texts.front();
    for (const std::string_view line : split(yaml, '\n'))
      if (std::ranges::none_of(std::initializer_list<std::string_view>{"seed:", "title:", "description:", "pack:"},
                               [&](std::string_view start) { return line.starts_with(start); }))
        out += std::string(line) + "\n";
    return out;
  }
  [[nodiscard]] int last_full_year() const {
    const Quarter end = first_ + static_cast<int>(quarters_);  // the one after the last
    return end.year() - 1;
  }

 private:
  ResultReader reader_;
  Quarter first_;
  std::size_t quarters_ = 0;
  std::map<std::string, StoredSeries> stored_;
  std::map<std::string, Rows> series_;
};

struct Pair {
  Run base, policy;
};

// ---- measures --------------------------------------------------------------------------------------------------------

enum class Over : std::uint8_t { sum, mean, last };  // of the quarters of a year

using Values = std::vector<double>;

struct Measure {
  std::string name, heading, unit;
  bool is_relative;
  Over over;
  std::vector<std::string> needs;  // series
  std::function<Values(Run&, std::size_t)> numerator;
  std::function<Values(Run&, std::size_t)> denominator;  // null: none
};

Values plain(Run& run, std::size_t q, const std::string& name) { return run.at(name, q); }

Values product(Values a, const Values& b) {
  for (std::size_t i = 0; i < a.size(); ++i) a[i] *= b[i];
  return a;
}

// The table of what is compared, by province.
const std::vector<Measure>& provincial_measures() {
  const auto of = [](const std::string& name) { return [name](Run& run, std::size_t q) { return plain(run, q, name); }; };
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
      {"real_gdp", "real GDP", "base-year yuan/year", true, Over::sum, {"gdp_real"}, of("gdp_real"), nullptr},
      {"real_gdp_per_head", "GDP per head", "base-year yuan/person/year", true, Over::sum, {"gdp_real", "population"},
       of("gdp_real"), of("population")},
      {"real_income_per_head", "income per head", "base-year yuan/person/year", true, Over::sum,
       {"disposable_income_urban", "disposable_income_rural", "price_level", "population"}, real_income, of("population")},
      {"population", "population", "person", true, Over::last, {"population"}, of("population"), nullptr},
      {"employment", "employment", "person", true, Over::mean, {"employment"}, of("employment"), nullptr},
      {"unemployment_rate", "unemployment", "share", false, Over::mean, {"unemployment_rate", "labour_force"},
       times("unemployment_rate", "labour_force"), of("labour_force")},
      {"public_services_per_head", "services per head", "base-year yuan/person/quarter", true, Over::mean,
       {"public_services_per_head", "population"}, times("public_services_per_head", "population"), of("population")},
      {"government_debt", "regional debt", "yuan", true, Over::last, {"government_debt"}, of("government_debt"), nullptr},
  };
  return table;
}

const std::vector<Measure>& national_measures() {
  const auto of = [](const std::string& name) { return [name](Run& run, std::size_t q) { return plain(run, q, name); }; };
  const auto one = [&](const std::string& name, const std::string& heading, const std::string& unit, bool is_relative, Over over) {
    return Measure{name, heading, unit, is_relative, over, {name}, of(name), nullptr};
  };
  static const std::vector<Measure> table{
      one("theil_total", "Theil index between provinces", "1", false, Over::mean),
      one("theil_between_blocks", "its part between blocks", "1", false, Over::mean),
      one("theil_within_blocks", "its part within blocks", "1", false, Over::mean),
      one("gini_regions", "Gini between provinces", "1", false, Over::mean),
      one("gini_income", "Gini of incomes", "1", false, Over::mean),
      one("urbanisation_rate", "urbanisation", "share", false, Over::last),
      one("national_price_level", "consumer prices", "base = 1", true, Over::mean),
      one("central_debt", "the centre's debt", "yuan", true, Over::last),
  };
  return table;
}

bool has_all(const Measure& m, const std::vector<Pair>& pairs) {
  return std::ranges::all_of(m.needs, [&](const std::string& name) {
    return std::ranges::all_of(pairs, [&](const Pair& p) { return p.base.has(name) && p.policy.has(name); });
  });
}

// First quarter of a year in the file.
std::size_t begin_of(const Run& run, int year) { return static_cast<std::size_t>(Quarter::of(year, 1) - run.first()); }

// A year's value of a place: the provinces `members`, or the only value of a national series.
double year_value(Run& run, const Measure& m, int year, const std::vector<std::size_t>& members) {
  double above = 0, below = 0;
  const std::size_t begin = begin_of(run, year);
  for (std::size_t q = begin; q < begin + quarters_a_year; ++q) {
    if (m.over == Over::last && q + 1 < begin + quarters_a_year) continue;
    const auto add = [&](const Values& values, double& to, double weight) {
      for (const std::size_t i : members) to += weight * values[i];
    };
    const double mean = 1.0 / quarters_a_year;
    add(m.numerator(run, q), above, m.over == Over::mean ? mean : 1);
    if (m.denominator) add(m.denominator(run, q), below, m.over == Over::last ? 1 : mean);
  }
  return m.denominator ? above / below : above;
}

// ---- do the files fit together? ----------------------------------------------------------------------------------------

// Lines that differ between two questions, as words.
std::string first_difference(const std::string& a, const std::string& b) {
  const auto left = split(a, '\n'), right = split(b, '\n');
  for (std::size_t i = 0; i < std::min(left.size(), right.size()); ++i)
    if (left[i] != right[i]) return in_quotes(trimmed(left[i])) + " and " + in_quotes(trimmed(right[i]));
  return "one is longer";
}

void check_pair(const Run& base, const Run& policy, std::vector<std::string>& wrong) {
  const auto differ = [&](const std::string& what, const std::string& a, const std::string& b) {
    if (a != b)
      wrong.push_back(in_quotes(base.file().path()) + " and " + in_quotes(policy.file().path()) + " differ in " + what + ": " + a + " and " + b);
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
      wrong.push_back(in_quotes(run->file().path()) + " is not complete (status '" + status + "')");
}

// All pairs must ask the same two questions, each with its own luck.
void check_together(const std::vector<Pair>& pairs, std::vector<std::string>& wrong) {
  std::map<std::string, std::size_t> seeds;
  const auto name = [](std::size_t i) { return "pair " + std::to_string(i + 1); };
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    const auto [at, is_new] = seeds.try_emplace(pairs[i].base.file().attribute("seed"), i);
    if (!is_new) wrong.push_back(name(i) + " has the seed of " + name(at->second) + ", " + at->first + ": the same luck counted twice");
    if (i == 0) continue;
    const auto same = [&](const Run& first, const Run& other, const std::string& which) {
      for (const char* attribute : {"pack_sha256", "weight"})
        if (first.file().attribute(attribute) != other.file().attribute(attribute))
          wrong.push_back(name(0) + " and " + name(i) + " differ in " + attribute + ": " + first.file().attribute(attribute) + " and " +
                          other.file().attribute(attribute));
      if (const std::string a = first.question(), b = other.question(); a != b)
        wrong.push_back("the " + which + " of " + name(0) + " and " + name(i) + " are different scenarios: " + first_difference(a, b));
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
        add("the runs were made by different programs: " + first + "; " + source);
    if (p.base.question() == p.policy.question()) add("base and policy are the same scenario");
    if (p.base.file().attribute("paths") != p.policy.file().attribute("paths"))
      add("one side is fed with known paths after the base year, the other is not: the effect is of both");
  }
  if (pairs.size() == 1) add("one pair of runs: how much of an effect is luck cannot be said; give pairs with more seeds");
  return out;
}

// ---- costs -------------------------------------------------------------------------------------------------------------

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

YearOfCosts costs_of(std::vector<Pair>& pairs, int year, double level) {
  YearOfCosts out;
  out.year = year;
  out.policies = costs_by_policy(pairs, year);
  const auto n = static_cast<double>(pairs.size());
  Values jobs, gdp, theil;
  double real_cost = 0;
  bool has_theil = true;
  for (Pair& p : pairs) {
    const std::size_t begin = begin_of(p.base, year), end = begin + quarters_a_year;
    double job_years = 0, more_gdp = 0, theil_fall = 0;
    for (std::size_t q = 0; q < end; ++q) {
      const double base_cost = cost_at(p.base, q), policy_cost = cost_at(p.policy, q);
      out.so_far += (policy_cost - base_cost) / n;
      if (q >= begin) out.in_year += (policy_cost - base_cost) / n;
      real_cost += (policy_cost / national(p.policy, "national_price_level", q) - base_cost / national(p.base, "national_price_level", q)) / n;
      job_years += (national(p.policy, "employment", q) - national(p.base, "employment", q)) / quarters_a_year;
      more_gdp += national(p.policy, "gdp_real", q) - national(p.base, "gdp_real", q);
      has_theil = has_theil && p.base.has("theil_total");
      if (q >= begin && has_theil)
        theil_fall += (national(p.base, "theil_total", q) - national(p.policy, "theil_total", q)) / quarters_a_year;
    }
    jobs.push_back(job_years);
    gdp.push_back(more_gdp);
    theil.push_back(theil_fall);
  }
  out.gains.push_back({"job_year", "job-years gained so far", real_cost, estimate(jobs, level)});
  out.gains.push_back({"yuan_of_gdp", "yuan of real GDP gained so far", real_cost, estimate(gdp, level)});
  if (has_theil) out.gains.push_back({"theil", "fall of the Theil index in the year", real_cost, estimate(theil, level)});
  return out;
}

// ---- years -------------------------------------------------------------------------------------------------------------

// The first quarter in which the two runs of a pair differ in cost or in real GDP.
int first_year_of_difference(Pair& p) {
  for (std::size_t q = 0; q < p.base.quarters(); ++q)
    if (cost_at(p.base, q) != cost_at(p.policy, q) || p.base.at("gdp_real", q) != p.policy.at("gdp_real", q))
      return (p.base.first() + static_cast<int>(q)).year();
  return p.base.first().year();
}

std::vector<int> usual_years(Pair& p) {
  const int begin = first_year_of_difference(p), last = p.base.last_full_year();
  std::set<int> years{last};
  for (const int after : {5, 10})
    if (begin + after - 1 <= last) years.insert(begin + after - 1);
  return {years.begin(), years.end()};
}

void check_years(const Run& run, const std::vector<int>& years) {
  const int first = run.first().quarter() == 1 ? run.first().year() : run.first().year() + 1, last = run.last_full_year();
  if (last < first) throw InputError("the runs are shorter than a year; there is nothing to compare");
  for (const int year : years)
    if (year < first || year > last)
      throw InputError("there is no whole year " + std::to_string(year) + " in the runs; they have " + std::to_string(first) + " to " +
                       std::to_string(last));
}

// ---- places ------------------------------------------------------------------------------------------------------------

struct Place {
  std::string kind, code, en, zh;
  std::vector<std::size_t> members;
};

std::vector<Place> places_of(const Run& run) {
  const auto en = run.labels("province_name_en"), zh = run.labels("province_name_zh"), block = run.labels("province_block");
  const auto label = [](const std::vector<std::string>& labels, std::size_t i, const std::string& otherwise) {
    return i < labels.size() ? labels[i] : otherwise;
  };
  Place nation{"nation", "nation", "nation", "全国", {}};
  for (std::size_t r = 0; r < run.provinces.size(); ++r) nation.members.push_back(r);
  std::vector<Place> out{nation};
  const auto blocks = run.labels("block"), block_en = run.labels("block_name_en"), block_zh = run.labels("block_name_zh");
  for (std::size_t b = 0; b < blocks.size(); ++b) {
    Place place{"block", blocks[b], label(block_en, b, blocks[b]), label(block_zh, b, blocks[b]), {}};
    for (std::size_t r = 0; r < block.size(); ++r)
      if (block[r] == blocks[b]) place.members.push_back(r);
    if (!place.members.empty()) out.push_back(place);
  }
  for (std::size_t r = 0; r < run.provinces.size(); ++r)
    out.push_back({"province", run.provinces[r], label(en, r, run.provinces[r]), label(zh, r, run.provinces[r]), {r}});
  return out;
}

Effect effect_of(std::vector<Pair>& pairs, const Measure& m, const Place& place, int year, double level) {
  Effect e{m.name, m.unit, place.kind, place.code, place.en, place.zh, year, 0, 0, m.is_relative, {}, {}};
  Values change, percent;
  for (Pair& p : pairs) {
    const double base = year_value(p.base, m, year, place.members), policy = year_value(p.policy, m, year, place.members);
    e.base += base / static_cast<double>(pairs.size());
    e.policy += policy / static_cast<double>(pairs.size());
    change.push_back(policy - base);
    percent.push_back(base == 0 ? std::nan("") : 100 * (policy - base) / std::abs(base));
  }
  e.change = estimate(change, level);
  e.percent = estimate(percent, level);
  return e;
}

// ---- words -------------------------------------------------------------------------------------------------------------

std::string with_digits(double x, int digits, bool with_sign = false) {
  char text[64];
  std::snprintf(text, sizeof text, with_sign ? "%+.*f" : "%.*f", digits, x);
  return text;
}

std::string big(double x) {
  const double size = std::abs(x);
  if (size >= 1e12) return with_digits(x / 1e12, 2) + " trn";
  if (size >= 1e9) return with_digits(x / 1e9, 2) + " bn";
  if (size >= 1e6) return with_digits(x / 1e6, 2) + " million";
  if (size >= 1e4) return with_digits(x / 1e3, 1) + " thousand";
  return with_digits(x, size >= 100 ? 0 : 2);
}

// "+1.23 ±0.10", with "~" where the interval holds 0.
std::string cell(const Estimate& e, double scale, int digits) {
  if (std::isnan(e.mean)) return "n/a";
  std::string out = with_digits(scale * e.mean, digits, true);
  if (e.has_interval()) out += " ±" + with_digits(scale * e.half_width, digits);
  return e.is_within_noise() ? "~ " + out : out;
}

std::string cell(const Effect& e) { return e.is_relative ? cell(e.percent, 1, 2) : cell(e.change, 100, 3); }

std::size_t columns_of(const std::string& text) {
  return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

std::string padded(const std::string& text, std::size_t width, bool to_the_right) {
  const std::string blanks(width > columns_of(text) ? width - columns_of(text) : 0, ' ');
  return to_the_right ? blanks + text : text + blanks;
}

using Lines = std::vector<std::vector<std::string>>;

std::string laid_out(const Lines& rows) {
  std::vector<std::size_t> width;
  for (const auto& row : rows)
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (width.size() <= i) width.push_back(0);
      width[i] = std::max(width[i], columns_of(row[i]));
    }
  std::string out;
  for (const auto& row : rows) {
    std::string line = "  ";
    for (std::size_t i = 0; i < row.size(); ++i) line += (i == 0 ? "" : "  ") + padded(row[i], width[i], i > 0);
    out += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
  }
  return out;
}

const Measure* measure_named(const std::string& name) {
  for (const auto* table : {&provincial_measures(), &national_measures()})
    for (const Measure& m : *table)
      if (m.name == name) return &m;
  return nullptr;
}

std::string heading_of(const Measure& m) { return m.heading + (m.is_relative ? " %" : m.unit == "share" ? " pp" : " ×100"); }

// One row for each place of a kind, one column for each measure.
std::string table_of(const Comparison& c, int year, const std::string& kind) {
  std::vector<std::string> measures, places;
  std::map<std::pair<std::string, std::string>, const Effect*> found;
  std::map<std::string, std::string> name;
  for (const Effect& e : c.effects) {
    if (e.year != year || e.kind != kind) continue;
    const auto add = [](std::vector<std::string>& list, const std::string& entry) {
      if (std::ranges::find(list, entry) == list.end()) list.push_back(entry);
    };
    add(measures, e.measure);
    add(places, e.place);
    name[e.place] = e.place_en;
    found[{e.place, e.measure}] = &e;
  }
  Lines rows{{""}};
  for (const std::string& m : measures) rows.front().push_back(heading_of(*measure_named(m)));
  for (const std::string& place : places) {
    rows.push_back({name[place]});
    for (const std::string& m : measures) rows.back().push_back(cell(*found.at({place, m})));
  }
  return laid_out(rows);
}

std::string nation_text(const Comparison& c, int year) {
  Lines rows{{"", "base", "policy", "effect"}};
  for (const Effect& e : c.effects) {
    if (e.year != year || e.kind != "nation") continue;
    const bool is_share = e.unit == "share";
    const auto level = [&](double x) { return is_share ? with_digits(100 * x, 2) + " %" : std::abs(x) < 100 ? with_digits(x, 4) : big(x); };
    const std::string unit = e.is_relative ? " %" : is_share ? " pp" : " ×0.01";
    rows.push_back({measure_named(e.measure)->heading, level(e.base), level(e.policy), cell(e) + unit});
  }
  return laid_out(rows);
}

std::string gain_text(const Gain& g) {
  const Estimate& x = g.gained;
  std::string out = x.has_interval() && !(x.mean - x.half_width > 0)
                        ? (x.is_within_noise() ? "within noise" : "none: a loss")
                        : x.mean > 0 ? "" : "none";
  const double unit = g.name == "theil" ? 0.001 : 1;
  const std::string per = g.name == "theil" ? " yuan per 0.001 of the index" : g.name == "job_year" ? " yuan per job-year" : " yuan per yuan of GDP";
  if (!(g.cost > 0)) return out.empty() ? "at no public cost" : out;
  if (!out.empty()) return out;
  out = big(unit * g.price()) + per;
  if (x.has_interval()) out += " (" + big(unit * g.cost / (x.mean + x.half_width)) + " to " + big(unit * g.cost / (x.mean - x.half_width)) + ")";
  return out;
}

std::string costs_text(const YearOfCosts& costs) {
  Lines rows{{"", "in " + std::to_string(costs.year), "so far"}};
  for (const PolicyCost& p : costs.policies)
    rows.push_back({p.name + (p.type.empty() || p.type == p.name ? "" : " (" + p.type + ")"), big(p.in_year), big(p.so_far)});
  rows.push_back({"policy less base", big(costs.in_year), big(costs.so_far)});
  std::string out = "Public cost, yuan at current prices\n" + laid_out(rows) + "\nWhat it bought, at base-year prices\n";
  Lines gains;
  for (const Gain& g : costs.gains) {
    const std::string gained = g.name == "theil" ? cell(g.gained, 1, 6)
                               : std::string(g.gained.is_within_noise() ? "~ " : "") + big(g.gained.mean) +
                                     (g.gained.has_interval() ? " ±" + big(g.gained.half_width) : "");
    gains.push_back({g.words, gained, gain_text(g)});
  }
  return out + laid_out(gains);
}

std::string csv_field(const std::string& text) {
  if (text.find_first_of(",\"\n") == std::string::npos) return text;
  std::string out = "\"";
  for (const char c : text) out += c == '"' ? std::string("\"\"") : std::string(1, c);
  return out + "\"";
}

std::string csv_number(double x) { return std::isfinite(x) ? shortest(x) : ""; }

nlohmann::ordered_json json_number(double x) { return std::isfinite(x) ? nlohmann::ordered_json(x) : nlohmann::ordered_json(nullptr); }

nlohmann::ordered_json json_estimate(const Estimate& e) {
  nlohmann::ordered_json out{{"mean", json_number(e.mean)}};
  out["half_width"] = e.has_interval() ? json_number(e.half_width) : nullptr;
  out["within_noise"] = e.has_interval() ? nlohmann::ordered_json(e.is_within_noise()) : nlohmann::ordered_json(nullptr);
  return out;
}

}  // namespace

// P(|t| < x) for whole degrees of freedom is a finite sum (Abramowitz and Stegun 26.7.3, 26.7.4); its inverse by halving.
double student_t(double level, int degrees) {
  require(degrees > 0 && level > 0 && level < 1, "student_t out of its range");
  const auto inside = [&](double x) {
    const double angle = std::atan(x / std::sqrt(degrees)), cosine = std::cos(angle);
    double term = degrees % 2 == 0 ? 1 : cosine, sum = degrees == 1 ? 0 : term;
    for (int k = degrees % 2 == 0 ? 2 : 3; k < degrees - 1; k += 2) {
      term *= cosine * cosine * (k - 1) / k;
      sum += term;
    }
    return degrees % 2 == 0 ? std::sin(angle) * sum : 2 / std::numbers::pi * (angle + std::sin(angle) * sum);
  };
  double low = 0, high = 1;
  while (inside(high) < level) high *= 2;
  for (int i = 0; i < 200; ++i) {
    const double middle = (low + high) / 2;
    (inside(middle) < level ? low : high) = middle;
  }
  return (low + high) / 2;
}

Estimate estimate(std::span<const double> effects, double level) {
  Estimate e{0, 0, static_cast<int>(effects.size())};
  const auto n = static_cast<double>(effects.size());
  for (const double x : effects) e.mean += x / n;
  if (effects.size() < 2) return e;
  double squares = 0;
  for (const double x : effects) squares += (x - e.mean) * (x - e.mean);
  e.half_width = student_t(level, e.pairs - 1) * std::sqrt(squares / (n - 1) / n);
  return e;
}

Comparison compare_results(const std::vector<std::pair<std::string, std::string>>& files, std::vector<int> years, double level) {
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
  check_years(pairs.front().base, years);
  if (years.empty()) years = usual_years(pairs.front());

  Comparison c;
  const ResultReader& base = pairs.front().base.file();
  c.base_title = base.attribute("title");
  c.policy_title = pairs.front().policy.file().attribute("title");
  c.pack = base.attribute("pack");
  for (const Pair& p : pairs) c.seeds.push_back(p.base.file().attribute("seed"));
  c.level = level;
  c.years = years;
  c.remarks = remarks_on(pairs);
  const std::vector<Place> places = places_of(pairs.front().base);
  for (const int year : years) {
    for (const Place& place : places)
      for (const Measure& m : provincial_measures())
        if (has_all(m, pairs)) c.effects.push_back(effect_of(pairs, m, place, year, level));
    const Place nation{"nation", "nation", "nation", "全国", {0}};
    for (const Measure& m : national_measures())
      if (has_all(m, pairs)) c.effects.push_back(effect_of(pairs, m, nation, year, level));
    c.costs.push_back(costs_of(pairs, year, level));
  }
  return c;
}

std::string comparison_text(const Comparison& c) {
  const std::size_t n = c.seeds.size();
  std::string out = "Effect of: " + c.policy_title + "\nbeside:    " + c.base_title + "\n";
  out += "pack " + c.pack + ", " + (n == 1 ? "one pair of runs" : std::to_string(n) + " pairs of runs, each with a seed of its own") + "\n";
  if (n > 1)
    out += "± is the " + shortest(100 * c.level) + " % interval of the mean (Student's t on paired differences); ~ within noise, the interval holds 0\n"
           "one effect in " + shortest(std::round(1 / (1 - c.level))) + " that is none lies outside it by luck alone\n";
  for (const std::string& remark : c.remarks) out += "note: " + remark + "\n";
  out += "% of the base; pp percentage points; flows are summed over the year, stocks are taken at its end\n";
  for (std::size_t i = 0; i < c.years.size(); ++i) {
    const int year = c.years[i];
    out += "\n==== " + std::to_string(year) + " ====\n\nNation\n" + nation_text(c, year);
    out += "\nBlocks\n" + table_of(c, year, "block") + "\nProvinces\n" + table_of(c, year, "province") + "\n" + costs_text(c.costs[i]);
  }
  return out;
}

std::string comparison_csv(const Comparison& c) {
  std::string out = "year,kind,place,name_en,name_zh,measure,unit,base,policy,effect,half_width,effect_percent,half_width_percent,level,pairs,within_noise\n";
  const auto row = [&](int year, const std::vector<std::string>& words, double base, double policy, const Estimate& change,
                       const Estimate& percent, bool within) {
    out += std::to_string(year);
    for (const std::string& word : words) out += "," + csv_field(word);
    const auto half = [](const Estimate& e) { return e.has_interval() ? csv_number(e.half_width) : ""; };
    out += "," + csv_number(base) + "," + csv_number(policy) + "," + csv_number(change.mean) + "," + half(change) + "," +
           csv_number(percent.mean) + "," + half(percent) + "," + csv_number(c.level) + "," + std::to_string(c.seeds.size()) + "," +
           (change.has_interval() ? (within ? "true" : "false") : "") + "\n";
  };
  for (const Effect& e : c.effects)
    row(e.year, {e.kind, e.place, e.place_en, e.place_zh, e.measure, e.unit}, e.base, e.policy, e.change, e.percent,
        (e.is_relative ? e.percent : e.change).is_within_noise());
  const double none = std::nan("");
  const Estimate nothing{none, 0, 0};
  for (const YearOfCosts& y : c.costs) {
    for (const PolicyCost& p : y.policies) {
      row(y.year, {"policy", p.name, p.type, "", "cost", "yuan/year"}, none, none, {p.in_year, 0, 0}, nothing, false);
      row(y.year, {"policy", p.name, p.type, "", "cost_so_far", "yuan"}, none, none, {p.so_far, 0, 0}, nothing, false);
    }
    row(y.year, {"all_policies", "policy less base", "", "", "cost", "yuan/year"}, none, none, {y.in_year, 0, 0}, nothing, false);
    row(y.year, {"all_policies", "policy less base", "", "", "cost_so_far", "yuan"}, none, none, {y.so_far, 0, 0}, nothing, false);
    for (const Gain& g : y.gains) {
      row(y.year, {"gain", g.name, g.words, "", "gained", g.name == "yuan_of_gdp" ? "base-year yuan" : "1"}, none, none, g.gained, nothing,
          g.gained.is_within_noise());
      if (g.cost > 0 && g.gained.mean > 0)
        row(y.year, {"gain", g.name, g.words, "", "price", "base-year yuan"}, none, none, {g.price(), 0, 0}, nothing, false);
    }
  }
  return out;
}

std::string comparison_json(const Comparison& c) {
  using Json = nlohmann::ordered_json;
  Json out{{"base", c.base_title}, {"policy", c.policy_title}, {"pack", c.pack}, {"seeds", c.seeds}, {"level", c.level},
           {"years", c.years},     {"remarks", c.remarks},     {"effects", Json::array()}, {"costs", Json::array()}};
  for (const Effect& e : c.effects)
    out["effects"].push_back({{"year", e.year}, {"kind", e.kind}, {"place", e.place}, {"name_en", e.place_en}, {"name_zh", e.place_zh},
                              {"measure", e.measure}, {"unit", e.unit}, {"base", json_number(e.base)}, {"policy", json_number(e.policy)},
                              {"effect", json_estimate(e.change)}, {"percent", json_estimate(e.percent)}});
  for (const YearOfCosts& y : c.costs) {
    Json year{{"year", y.year}, {"in_year", y.in_year}, {"so_far", y.so_far}, {"policies", Json::array()}, {"gains", Json::array()}};
    for (const PolicyCost& p : y.policies)
      year["policies"].push_back({{"name", p.name}, {"type", p.type}, {"in_year", p.in_year}, {"so_far", p.so_far}});
    for (const Gain& g : y.gains)
      year["gains"].push_back({{"name", g.name}, {"words", g.words}, {"cost", g.cost}, {"gained", json_estimate(g.gained)},
                               {"price", g.cost > 0 && g.gained.mean > 0 ? Json(g.price()) : Json(nullptr)}});
    out["costs"].push_back(year);
  }
  return out.dump(2) + "\n";
}

}  // namespace jiuzhou
