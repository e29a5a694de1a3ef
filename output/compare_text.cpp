// The effects of policies as text, CSV and JSON.
#include <fmt/core.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstdio>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>

#include "output/compare.hpp"
#include "sim/base/error.hpp"
#include "sim/state/wording.hpp"
#include "sim/text/language.hpp"
#include "sim/text/text.hpp"

namespace jiuzhou {

namespace {

std::string with_digits(double x, int digits, bool with_sign = false) {
  char text[64];
  std::snprintf(text, sizeof text, with_sign ? "%+.*f" : "%.*f", digits, x);
  return text;
}

std::string big(double x) {
  const double size = std::abs(x);
  if (language() == Language::zh) {
    if (size >= 1e12) return with_digits(x / 1e12, 2) + "万亿";
    if (size >= 1e8) return with_digits(x / 1e8, 2) + "亿";
    if (size >= 1e4) return with_digits(x / 1e4, 2) + "万";
    return with_digits(x, size >= 100 ? 0 : 2);
  }
  if (size >= 1e12) return with_digits(x / 1e12, 2) + " trn";
  if (size >= 1e9) return with_digits(x / 1e9, 2) + " bn";
  if (size >= 1e6) return with_digits(x / 1e6, 2) + " million";
  if (size >= 1e4) return with_digits(x / 1e3, 1) + " thousand";
  return with_digits(x, size >= 100 ? 0 : 2);
}

// "+1.23 ±0.10", with "~" where it is not told from zero.
std::string cell(const Estimate& e, double scale, int digits, bool is_told) {
  if (std::isnan(e.mean)) return "n/a";
  std::string out = with_digits(scale * e.mean, digits, true);
  if (e.has_interval()) out += " ±" + with_digits(scale * e.half_width, digits);
  return is_told ? out : "~ " + out;
}

bool is_in_points(const Effect& e) {
  return !e.is_relative && e.unit == "share";
}

// Per cent of the base, percentage points, or plain numbers.
std::string cell(const Effect& e) {
  if (e.is_relative) return cell(e.percent, 1, 2, e.is_told);
  return is_in_points(e) ? cell(e.change, 100, 3, e.is_told) : cell(e.change, 1, 6, e.is_told);
}

std::string unit_of(const Effect& e) {
  return e.is_relative ? " %" : is_in_points(e) ? said(" pp", " 百分点") : "";
}

const std::string& heading_of(const Effect& e) {
  return language() == Language::zh ? e.heading_zh : e.heading;
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

// One row for each place of a kind, one column for each measure.
std::string table_of(const Comparison& c, int year, const std::string& kind) {
  std::vector<std::string> measures, headings, places;
  std::map<std::pair<std::string, std::string>, const Effect*> found;
  std::map<std::string, std::string> name;
  for (const Effect& e : c.effects) {
    if (e.year != year || e.kind != kind) continue;
    const auto add = [](std::vector<std::string>& list, const std::string& entry) {
      if (std::ranges::find(list, entry) == list.end()) list.push_back(entry);
    };
    add(measures, e.measure);
    add(headings, heading_of(e) + unit_of(e));
    add(places, e.place);
    name[e.place] = language() == Language::zh ? e.place_zh : e.place_en;
    found[{e.place, e.measure}] = &e;
  }
  Lines rows{{""}};
  rows.front().insert(rows.front().end(), headings.begin(), headings.end());
  for (const std::string& place : places) {
    rows.push_back({name[place]});
    for (const std::string& m : measures) rows.back().push_back(cell(*found.at({place, m})));
  }
  return laid_out(rows);
}

// Who gains and who loses: accounts of households, and groups of persons.
std::string who_text(const Comparison& c, int year) {
  if (std::ranges::none_of(c.effects, [](const Effect& e) { return e.kind == "household"; })) return "";
  return said("Households, by fifths of the earnings of each province's town or country",
              "居民（按各省城乡收入五等份分组）") +
         "\n" + table_of(c, year, "household") + "\n" +
         said("Persons by origin, age and special area", "人口（按户籍、年龄和特殊类型地区分组）") + "\n" +
         table_of(c, year, "group") + "\n";
}

std::string nation_text(const Comparison& c, int year) {
  Lines rows{{"", said("base", "基准"), said("policy", "政策"), said("effect", "效果")}};
  for (const Effect& e : c.effects) {
    if (e.year != year || e.kind != "nation") continue;
    const bool is_share = e.unit == "share";
    const auto level = [&](double x) {
      return is_share ? with_digits(100 * x, 2) + " %" : std::abs(x) < 100 ? with_digits(x, 4) : big(x);
    };
    rows.push_back({heading_of(e), level(e.base), level(e.policy), cell(e) + unit_of(e)});
  }
  return laid_out(rows);
}

// What one of it cost, as far as the interval of what was gained tells it.
std::string price_text(const Gain& g) {
  const Estimate& x = g.gained;
  if (x.is_within_noise()) return said("within noise", "噪声之内");
  if (x.mean < 0) return said("none: a loss", "无：为损失");
  if (!(g.cost > 0)) return said("at no public cost", "无公共资金");
  const double unit = g.name == "theil" ? 0.001 : 1;
  const std::string per = g.name == "theil"      ? said(" yuan per 0.001 of the index", "元/指数0.001")
                          : g.name == "job_year" ? said(" yuan per job-year", "元/就业人年")
                                                 : said(" yuan per yuan of GDP", "元/元生产总值");
  return big(unit * g.price()) + per + " (" + big(unit * g.cost / (x.mean + x.half_width)) + said(" to ", "至") +
         big(unit * g.cost / (x.mean - x.half_width)) + ")";
}

std::string words_zh(const Gain& g) {
  return g.name == "job_year"      ? "累计新增就业人年"
         : g.name == "yuan_of_gdp" ? "累计新增实际生产总值（元）"
         : g.name == "theil"       ? "当年泰尔指数降幅"
                                   : "同上，折现";
}

struct Sourced {
  const char *of, *en, *zh;
};
// Sectors that pay, and what governments pay with.
constexpr Sourced payer_names[] = {{"centre", "the centre", "中央"},
                                   {"province", "provinces", "地方"},
                                   {"social_fund", "the social fund", "社保基金"},
                                   {"firm", "firms", "企业"},
                                   {"household", "households", "居民"}};
constexpr Sourced central_names[] = {{"debt", "debt", "举债"},
                                     {"vat", "VAT", "增值税"},
                                     {"income_tax", "income tax", "所得税"},
                                     {"other_spending", "other spending", "压减其他支出"}};
constexpr Sourced regional_names[] = {{"special_bonds", "special bonds", "专项债"},
                                      {"own_budget", "own budgets", "本级预算"}};

// "debt 60 %, VAT 40 %": shares of what was raised from the sources named; less than a thousandth is left out.
std::string shares_text(const std::vector<MoneyFlow>& flows, std::span<const Sourced> names) {
  const auto raised = [&](const Sourced& name) {
    const auto found = std::ranges::find(flows, name.of, &MoneyFlow::of);
    return found == flows.end() ? 0 : std::max(0.0, found->so_far);
  };
  double all = 0;
  for (const Sourced& name : names) all += raised(name);
  std::string out;
  for (const Sourced& name : names) {
    const double share = all > 0 ? raised(name) / all : 0;
    if (share < 0.001) continue;
    out += (out.empty() ? "" : ", ") + said(name.en, name.zh) +
           (share < 0.999 ? " " + shortest(std::round(1000 * share) / 10) + " %" : "");
  }
  return out;
}

// Who has paid so far, each with what; with the sums where they are asked for.
std::string paid_by(const YearOfCosts& costs, bool with_sums) {
  std::string out;
  for (const Sourced& payer : payer_names) {
    const auto found = std::ranges::find(costs.payers, payer.of, &MoneyFlow::of);
    if (found == costs.payers.end() || !(found->so_far > 0)) continue;
    const std::string with = payer.of == std::string_view("centre")     ? shares_text(costs.financing, central_names)
                             : payer.of == std::string_view("province") ? shares_text(costs.financing, regional_names)
                                                                        : "";
    out += (out.empty() ? "" : "; ") + said(payer.en, payer.zh) + (with_sums ? " " + big(found->so_far) : "") +
           (with.empty() ? "" : said(" (", "（") + with + said(")", "）"));
  }
  return out.empty() ? said("nobody: rules only", "无：仅为规则") : out;
}

std::string costs_text(const YearOfCosts& costs) {
  const std::string year = std::to_string(costs.year);
  Lines rows{{"", said("in " + year, year + "年"), said("so far", "累计")}};
  for (const PolicyCost& p : costs.policies)
    rows.push_back(
        {p.name + (p.type.empty() || p.type == p.name ? "" : " (" + p.type + ")"), big(p.in_year), big(p.so_far)});
  rows.push_back({said("policy less base", "政策减基准"), big(costs.in_year), big(costs.so_far)});
  std::string out = said("Public cost, yuan at current prices", "公共资金（元，现价）") + "\n" + laid_out(rows);
  out += said("paid so far by ", "累计出资方：") + paid_by(costs, true) + "\n";
  // With a single pair of runs, the gain reflects chance as much as the policy.
  if (costs.gains.empty() || !costs.gains.front().gained.has_interval()) return out;
  out += "\n" +
         said("What the nation got for it, losers included, and what one of it cost; at base-year prices",
              "全国由此得到的（含受损者）及单位成本（基期价）") +
         "\n";
  Lines gains;
  for (const Gain& g : costs.gains) {
    const std::string gained = g.name == "theil" ? cell(g.gained, 1, 6, !g.gained.is_within_noise())
                                                 : (g.gained.is_within_noise() ? "~ " : "") + big(g.gained.mean) +
                                                       " ±" + big(g.gained.half_width);
    gains.push_back({language() == Language::zh ? words_zh(g) : g.words, gained, said("for ", "成本") + big(g.cost),
                     price_text(g)});
  }
  return out + laid_out(gains);
}

std::string csv_number(double x) {
  return std::isfinite(x) ? shortest(x) : "";
}

nlohmann::ordered_json json_number(double x) {
  return std::isfinite(x) ? nlohmann::ordered_json(x) : nlohmann::ordered_json(nullptr);
}

nlohmann::ordered_json json_estimate(const Estimate& e) {
  nlohmann::ordered_json out{{"mean", json_number(e.mean)}};
  out["half_width"] = e.has_interval() ? json_number(e.half_width) : nullptr;
  out["within_noise"] =
      e.has_interval() ? nlohmann::ordered_json(e.is_within_noise()) : nlohmann::ordered_json(nullptr);
  return out;
}

}  // namespace

namespace {

// How the numbers below are to be read, for `n` pairs.
std::string how_to_read(const Comparison& c, std::size_t n) {
  const std::string level = shortest(100 * c.level);
  if (n > 1)
    return said(
               "± is the " + level +
                   " % interval of the mean (Student's t on paired differences); ~ not told from zero when all places "
                   "of its table are looked at together (Holm)",
               "±为均值的" + level + "%区间半宽（成对差值的学生t分布）；~ 表示同表各地一并检验时与零无法区分（Holm）") +
           "\n";
  return said("~ may be luck: one pair of runs cannot tell", "~ 可能出于偶然：一对运行无法判断") + "\n";
}

std::string notes_of(const Comparison& c) {
  std::string out;
  for (const std::string& remark : c.remarks) out += said("note: ", "注：") + remark + "\n";
  if (language() == Language::zh && c.pack.starts_with("china")) out += "数据不含港澳台\n";
  return out;
}

const std::string& base_of(const Comparison& c) {
  return language() == Language::zh ? c.base_title_zh : c.base_title;
}

// In the words of the pack.
std::string worded(std::string text, const Comparison& c) {
  if (language() == Language::zh) {
    // 元 is what Chinese calls the money of every country.
    return text;
  }
  if (c.money != "yuan") text = with_word(text, "yuan", c.money);
  if (c.region == "province") return text;
  std::string heading = c.region;
  heading[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(heading[0])));
  text = with_word(with_word(text, "Provinces", heading + "s"), "provinces", c.region + "s");
  return with_word(text, "province", c.region);
}

}  // namespace

std::string comparison_text(const Comparison& c) {
  const std::size_t n = c.seeds.size();
  const std::string number = std::to_string(n);
  std::string out = said("Effect of: ", "效果：") + (language() == Language::zh ? c.policy_title_zh : c.policy_title) +
                    "\n" + said("beside:    ", "对照：") + base_of(c) + "\n";
  out += said("pack ", "数据包 ") + c.pack +
         (n == 1 ? said(", one pair of runs", "，一对运行")
                 : said(", " + number + " pairs of runs, each with a seed of its own",
                        "，" + number + "对运行，种子各不相同")) +
         "\n" + how_to_read(c, n) + notes_of(c);
  out += said("% of the base; pp percentage points; flows are summed over the year, stocks are taken at its end",
              "%为相对基准；流量为全年合计，存量为年末值") +
         "\n";
  for (std::size_t i = 0; i < c.years.size(); ++i) {
    const int year = c.years[i];
    out += "\n==== " + std::to_string(year) + " ====\n\n" + said("Nation", "全国") + "\n" + nation_text(c, year);
    out += "\n" + said("Blocks", "板块") + "\n" + table_of(c, year, "block") + "\n" + said("Provinces", "省份") + "\n" +
           table_of(c, year, "province") + "\n" + who_text(c, year) + costs_text(c.costs[i]);
  }
  return worded(std::move(out), c);
}

std::string comparison_csv(const Comparison& c) {
  std::string out =
      "year,kind,place,name_en,name_zh,measure,unit,base,policy,effect,half_width,effect_percent,half_width_percent,"
      "level,pairs,within_noise,told\n";
  const auto row = [&](int year, const std::vector<std::string>& words, double base, double policy,
                       const Estimate& change, const Estimate& percent, bool within, const char* told = "") {
    out += std::to_string(year);
    for (const std::string& word : words) out += "," + csv_field(word);
    const auto half = [](const Estimate& e) { return e.has_interval() ? csv_number(e.half_width) : ""; };
    out +=
        fmt::format(",{},{},{},{},{},{},{},{},{},{}\n", csv_number(base), csv_number(policy), csv_number(change.mean),
                    half(change), csv_number(percent.mean), half(percent), csv_number(c.level), c.seeds.size(),
                    change.has_interval() ? (within ? "true" : "false") : "", told);
  };
  for (const Effect& e : c.effects)
    row(e.year, {e.kind, e.place, e.place_en, e.place_zh, e.measure, e.unit}, e.base, e.policy, e.change, e.percent,
        e.shown().is_within_noise(),
        !e.change.has_interval() ? ""
        : e.is_told              ? "true"
                                 : "false");
  const double none = std::nan("");
  const Estimate nothing{none, 0, 0};
  for (const YearOfCosts& y : c.costs) {
    for (const PolicyCost& p : y.policies) {
      row(y.year, {"policy", p.name, p.type, "", "cost", "yuan/year"}, none, none, {p.in_year, 0, 0}, nothing, false);
      row(y.year, {"policy", p.name, p.type, "", "cost_so_far", "yuan"}, none, none, {p.so_far, 0, 0}, nothing, false);
    }
    row(y.year, {"all_policies", "policy less base", "", "", "cost", "yuan/year"}, none, none, {y.in_year, 0, 0},
        nothing, false);
    row(y.year, {"all_policies", "policy less base", "", "", "cost_so_far", "yuan"}, none, none, {y.so_far, 0, 0},
        nothing, false);
    for (const Gain& g : y.gains) {
      row(y.year, {"gain", g.name, g.words, "", "gained", g.name.ends_with("_gdp") ? "base-year yuan" : "1"}, none,
          none, g.gained, nothing, g.gained.is_within_noise());
      if (g.has_price())
        row(y.year, {"gain", g.name, g.words, "", "price", "base-year yuan"}, none, none, {g.price(), 0, 0}, nothing,
            false);
    }
  }
  return worded(std::move(out), c);
}

namespace {

using Json = nlohmann::ordered_json;

Json json_of(const std::vector<MoneyFlow>& flows) {
  Json out = Json::array();
  for (const MoneyFlow& f : flows) out.push_back({{"of", f.of}, {"in_year", f.in_year}, {"so_far", f.so_far}});
  return out;
}

Json json_of(const ComparedPlace& p) {
  Json out{{"kind", p.kind}, {"place", p.code}, {"name_en", p.en}, {"name_zh", p.zh}};
  if (!p.block.empty()) out["block"] = p.block;
  if (!p.sector.empty()) out["sector"] = p.sector;
  for (const auto& [name, number] : {std::pair{"tile_row", p.tile_row}, {"tile_col", p.tile_col}, {"adcode", p.adcode}})
    if (number >= 0) out[name] = number;
  return out;
}

// Every measure once, in the order of the effects.
Json measures_of(const Comparison& c) {
  Json out = Json::array();
  std::set<std::pair<std::string, std::string>> known;
  for (const Effect& e : c.effects)
    if (const std::string of = e.kind == "sector" || e.kind == "industry"   ? "industry"
                               : e.kind == "household" || e.kind == "group" ? "person"
                                                                            : "place";
        known.emplace(of, e.measure).second)
      out.push_back({{"measure", e.measure},
                     {"of", of},
                     {"name_en", e.heading},
                     {"name_zh", e.heading_zh},
                     {"unit", e.unit},
                     {"is_relative", e.is_relative}});
  return out;
}

Json origin_of(const Comparison& c) {
  Json out = Json::object();
  for (const auto& [name, text] : c.origin) out[name] = text;
  out["base_yaml"] = c.base_yaml;
  out["policy_yaml"] = c.policy_yaml;
  out["files"] = c.files;
  return out;
}

Json comparison_as_json(const Comparison& c) {
  Json out{{"base", c.base_title},
           {"policy", c.policy_title},
           {"base_zh", c.base_title_zh},
           {"policy_zh", c.policy_title_zh},
           {"pack", c.pack},
           {"money", c.money},
           {"seeds", c.seeds},
           {"level", c.level},
           {"discount", c.discount},
           {"years", c.years},
           {"remarks", c.remarks},
           {"measures", measures_of(c)},
           {"places", Json::array()},
           {"effects", Json::array()},
           {"costs", Json::array()},
           {"origin", origin_of(c)}};
  for (const ComparedPlace& p : c.places) out["places"].push_back(json_of(p));
  for (const Effect& e : c.effects)
    out["effects"].push_back({{"year", e.year},
                              {"kind", e.kind},
                              {"place", e.place},
                              {"name_en", e.place_en},
                              {"name_zh", e.place_zh},
                              {"measure", e.measure},
                              {"unit", e.unit},
                              {"base", json_number(e.base)},
                              {"policy", json_number(e.policy)},
                              {"effect", json_estimate(e.change)},
                              {"percent", json_estimate(e.percent)},
                              {"told", e.change.has_interval() ? Json(e.is_told) : Json(nullptr)}});
  for (const YearOfCosts& y : c.costs) {
    Json year{{"year", y.year},
              {"in_year", y.in_year},
              {"so_far", y.so_far},
              {"policies", Json::array()},
              {"payers", json_of(y.payers)},
              {"financing", json_of(y.financing)},
              {"recipients", json_of(y.recipients)},
              {"receiving_provinces", json_of(y.receiving_provinces)},
              {"gains", Json::array()}};
    for (const PolicyCost& p : y.policies)
      year["policies"].push_back({{"name", p.name}, {"type", p.type}, {"in_year", p.in_year}, {"so_far", p.so_far}});
    for (const Gain& g : y.gains)
      year["gains"].push_back({{"name", g.name},
                               {"words", g.words},
                               {"cost", g.cost},
                               {"gained", json_estimate(g.gained)},
                               {"price", g.has_price() ? Json(g.price()) : Json(nullptr)}});
    out["costs"].push_back(year);
  }
  return out;
}

// ---- several policies -------------------------------------------------------------------------------------------------

const Effect* national(const Comparison& c, int year, const std::string& measure) {
  const auto at = std::ranges::find_if(
      c.effects, [&](const Effect& e) { return e.kind == "nation" && e.year == year && e.measure == measure; });
  return at == c.effects.end() ? nullptr : &*at;
}

// Yuan at base-year prices for one more unit of the measure by the end of the last year. Nothing where the effect is not
// distinguished from zero, or where nothing is paid: chance would decide the order.
std::optional<double> price_of(const Comparison& c, const std::string& measure) {
  const Effect* e = national(c, c.years.back(), measure);
  const double cost = c.costs.back().gains.front().cost;
  if (e == nullptr || !e->is_told || !(cost > 0)) return std::nullopt;
  return cost / e->change.mean;
}

struct Ranked {
  const NamedComparison* policy;
  std::optional<double> price;
};

// The cheapest unit first; then what moves it down, then what cannot be ranked.
std::vector<Ranked> ranked(const std::vector<NamedComparison>& found, const std::string& measure) {
  std::vector<Ranked> order;
  for (const NamedComparison& f : found) order.push_back({&f, price_of(f.comparison, measure)});
  const auto rank = [](const Ranked& r) {
    return r.price ? std::pair(*r.price > 0 ? 0 : 1, *r.price > 0 ? *r.price : -*r.price) : std::pair(2, 0.0);
  };
  std::ranges::stable_sort(order, [&](const Ranked& a, const Ranked& b) { return rank(a) < rank(b); });
  return order;
}

// Provinces told to have gained and to have lost real GDP.
std::string winners_and_losers(const Comparison& c, int year) {
  int up = 0, down = 0;
  for (const Effect& e : c.effects)
    if (e.kind == "province" && e.year == year && e.measure == "real_gdp" && e.is_told)
      ++(e.shown().mean > 0 ? up : down);
  return fmt::format("{} / {}", up, down);
}

}  // namespace

std::string comparison_json(const Comparison& c) {
  return worded(comparison_as_json(c).dump(2) + "\n", c);
}

std::string comparisons_json(const std::vector<NamedComparison>& found) {
  if (found.size() == 1) return comparison_json(found.front().comparison);
  Json out = Json::array();
  for (const NamedComparison& f : found) {
    out.push_back({{"policy_name", f.name}});
    out.back().update(comparison_as_json(f.comparison));
  }
  return worded(out.dump(2) + "\n", found.front().comparison);
}

std::string comparisons_csv(const std::vector<NamedComparison>& found) {
  if (found.size() == 1) return comparison_csv(found.front().comparison);
  std::string out;
  for (const NamedComparison& f : found) {
    const std::string table = comparison_csv(f.comparison);
    bool is_header = true;
    for (const std::string_view line : split(table, '\n')) {
      if (line.empty()) continue;
      if (!is_header)
        out += fmt::format("{},{}\n", csv_field(f.name), line);
      else if (out.empty())
        out += fmt::format("policy,{}\n", line);
      is_header = false;
    }
  }
  return out;
}

std::string comparisons_text(const std::vector<NamedComparison>& found, const std::string& rank) {
  const Comparison& first = found.front().comparison;
  const int year = first.years.back();
  check_measure(rank);
  if (national(first, year, rank) == nullptr) throw InputError("the runs have no series for the measure " + rank);
  if (found.size() == 1) return comparison_text(first);
  const std::vector<Ranked> order = ranked(found, rank);
  const std::string seeds = std::to_string(first.seeds.size()), in_year = std::to_string(year);
  std::string out =
      said("Effects beside: ", "对照：") + base_of(first) + "\n" + said("pack ", "数据包 ") + first.pack +
      said(", " + seeds + " seeds, nation in " + in_year, "，" + seeds + "个种子，" + in_year + "年全国") + "\n" +
      how_to_read(first, first.seeds.size()) + notes_of(first);
  Lines rows{{""}};
  for (const Ranked& r : order) rows.front().push_back(r.policy->name);
  const auto add = [&](const std::string& heading, const auto& text) {
    rows.push_back({heading});
    for (const Ranked& r : order) rows.back().push_back(text(r.policy->comparison));
  };
  add(said("public cost so far, yuan", "累计公共资金（元）"),
      [](const Comparison& c) { return big(c.costs.back().so_far); });
  add(said("  the same at base-year prices", "  同上（基期价）"),
      [](const Comparison& c) { return big(c.costs.back().gains.front().cost); });
  add(said("who pays", "出资方"), [](const Comparison& c) { return paid_by(c.costs.back(), false); });
  for (const Effect& e : first.effects)
    if (e.kind == "nation" && e.year == year)
      add(heading_of(e) + unit_of(e), [&](const Comparison& c) { return cell(*national(c, year, e.measure)); });
  add(said("provinces whose real GDP rose / fell", "实际生产总值上升 / 下降的省份"),
      [&](const Comparison& c) { return winners_and_losers(c, year); });
  const std::string rate = shortest(100 * first.discount);
  add(said("real GDP for a yuan, discounted at " + rate + " %", "每元对应的实际生产总值（按" + rate + "%折现）"),
      [](const Comparison& c) {
        for (const Gain& g : c.costs.back().gains)
          if (g.name == "discounted_gdp")
            return g.cost > 0 ? cell(g.gained, 1 / g.cost, 2, !g.gained.is_within_noise())
                              : said("no public cost", "无公共资金");
        return std::string("n/a");
      });
  const Effect& ranking = *national(first, year, rank);
  rows.push_back({said("yuan for one more of: ", "每增加一单位的成本（元）：") + heading_of(ranking)});
  for (const Ranked& r : order)
    rows.back().push_back(!r.price       ? said("not told", "无法判断")
                          : *r.price > 0 ? big(*r.price)
                                         : said("falls, at ", "下降，") + big(-*r.price));
  out +=
      "\n" + laid_out(rows) + "\n" +
      said("ranked by what one more unit of " + ranking.heading +
               " costs; a policy alone has every table: jiuzhou effect POLICY.yaml",
           "按每增加一单位" + ranking.heading_zh + "的成本排序；单独一个政策给出全部表格：jiuzhou effect POLICY.yaml") +
      "\n";
  return worded(std::move(out), first);
}

}  // namespace jiuzhou
