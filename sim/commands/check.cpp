// `jiuzhou check`: what a scenario says once everything is put together, where each value came from, what its policies
// will cost whom, and where two of them move the same lever. Nothing is run: policies are asked what they would do in
// the economy of the base year.
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <map>
#include <set>

#include "output/layout.hpp"
#include "sim/base/error.hpp"
#include "sim/base_year/initialise.hpp"
#include "sim/commands/commands.hpp"
#include "sim/instruments/common.hpp"
#include "sim/instruments/policies.hpp"
#include "sim/pack/load_pack.hpp"
#include "sim/scenario/load_scenario.hpp"
#include "sim/state/wording.hpp"
#include "sim/text/language.hpp"
#include "sim/text/text.hpp"

namespace jiuzhou {

std::string sources_text(const BySource& sources, std::size_t first, std::size_t last) {
  std::vector<std::string> parts;
  for (std::size_t k = first; k < last; ++k) {
    const std::string name(name_of(static_cast<Source>(k)));
    if (sources[k] > 0)
      parts.push_back(said(name, chinese_name("source." + name)) +
                      (sources[k] < 1 ? " " + shortest(std::round(1000 * sources[k]) / 10) + " %" : ""));
  }
  return joined(parts);
}

namespace {

constexpr double enough_agents = 30000;  // for the size of an economy
// of yearly GDP: no policy moves as much, so a larger cost is likely a slip of units
constexpr double hardly_meant = 0.2;

std::string count_text(std::size_t n, const std::string& one, const std::string& many) {
  return fmt::format("{} {}", n, n == 1 ? one : many);
}

std::string titled(const Label& label) {
  return label.zh.empty() || label.zh == label.en ? label.en : label.en + " (" + label.zh + ")";
}

// In the large unit of the language: a thousand million, or 亿.
std::string in_billions(double yuan) {
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%.2f", yuan / (language() == Language::zh ? 1e8 : 1e9));
  return text.data();
}

std::string padded(const std::string& text, std::size_t width) {
  const std::size_t columns = columns_of(text);
  return columns < width ? std::string(width - columns, ' ') + text : text;
}

// "  title     ": what a line is about, in a column of its own.
std::string about(const std::string& en, const std::string& zh) {
  const std::string text = said(en, zh);
  return "  " + text + std::string(10 - std::min<std::size_t>(9, columns_of(text)), ' ');
}

// ---- what policies would do -----------------------------------------------------------------------------------------

// The base year, with fewer agents than a run has. InputError if the pack and the parameters allow none.
World base_year(const Inputs& inputs) {
  Scenario coarse;
  coarse.parameters = inputs.scenario.parameters;
  coarse.from = inputs.scenario.from;
  coarse.until = inputs.scenario.until;
  coarse.seed = inputs.scenario.seed;
  double people = 0;
  for (std::size_t r = 0; r < inputs.pack->region_count(); ++r)
    people += inputs.pack->urban.values()[r] + inputs.pack->rural.values()[r];
  coarse.weight = std::max(std::int64_t{1}, static_cast<std::int64_t>(people / enough_agents));
  World w = [&] {
    try {
      return initialise(inputs.pack, coarse);
    } catch (const NumericalError& e) {
      throw InputError(std::string("the base year cannot be built: ") + e.what());
    }
  }();
  w.activity.reset(w.region_count(), w.industry_count(), w.household_count(), w.firms.size());
  return w;
}

// Levers as this policy alone would set them in a quarter; a policy that waits for a trigger counts as on.
void ask(World& w, const Instrument& policy, Quarter now) {
  w.now = now;
  w.levers.reset(w.region_count(), w.industry_count());
  const double phase = policy.phase(now);
  if (phase > 0) as_of(policy, now, {})->set(w.levers, w, phase);
}

struct Budget {
  double centre = 0, provinces = 0, fund = 0, abroad = 0;  // yuan
  std::vector<double> paid, received;                      // by regions

  explicit Budget(std::size_t regions) : paid(regions), received(regions) {}
  Budget& operator+=(const Budget& other) {
    centre += other.centre;
    provinces += other.provinces;
    fund += other.fund;
    abroad += other.abroad;
    for (std::size_t r = 0; r < paid.size(); ++r) {
      paid[r] += other.paid[r];
      received[r] += other.received[r];
    }
    return *this;
  }
  [[nodiscard]] double total() const { return centre + provinces + fund + abroad; }
  [[nodiscard]] std::array<std::string, 4> texts() const {
    return {in_billions(centre), in_billions(provinces), in_billions(fund), in_billions(abroad)};
  }
};

// Payments due in the quarter according to the levers; posts of public works are paid if all of them are filled.
Budget budget_of(const World& w, const Table<RegionId, IndustryId, CellSize>& size) {
  Budget b(w.region_count());
  const auto pay = [&](double& payer, RegionId region, double yuan) {
    payer += yuan;
    b.received[index(region)] += yuan;
  };
  for (const PolicyPayment& x : w.levers.payments) {
    pay(x.payer == Payer::centre        ? b.centre
        : x.payer == Payer::province    ? b.provinces
        : x.payer == Payer::social_fund ? b.fund
                                        : b.abroad,
        x.region, x.yuan);
    if (x.payer == Payer::province) b.paid[index(x.paying_region)] += x.yuan;
  }
  for (const PublicWorks& x : w.levers.public_works) {
    const CellSize& cell = size(x.region, x.industry);
    const double wages = cell.workers > 0 ? x.jobs * x.pay * cell.wages / cell.workers : 0;
    pay(b.centre, x.region, (1 - x.local_share) * wages);
    pay(b.provinces, x.region, x.local_share * wages);
    b.paid[index(x.region)] += x.local_share * wages;
  }
  return b;
}

// Says whether a year's money is too much for the economy of those who get or pay it; empty if it is not.
std::string excess(const World& w, const Budget& year) {
  double worst = hardly_meant;
  std::string out;
  const auto look = [&](double yuan, double gdp, const std::string& whose) {
    if (!(yuan > worst * gdp)) return;
    worst = yuan / gdp;
    const std::string percent = shortest(std::round(100 * worst));
    out = said("this is " + percent + " % of the yearly GDP of " + whose + "; are the units meant?",
               "为" + whose + "年生产总值的" + percent + "%；单位是否有误？");
  };
  for (const RegionId r : w.region_ids()) {
    const double gdp = quarters_a_year * w.regions.nominal_gdp[r];
    const std::string& code = w.pack->regions[index(r)].code;
    look(year.received[index(r)], gdp, code + said(", which gets it", "（得到方）"));
    look(year.paid[index(r)], gdp, code + said(", which pays it", "（出资方）"));
  }
  return out;
}

// Kinds of money that follow what firms do, so that nobody knows them before the run.
std::string unknown_costs(const Levers& levers) {
  std::vector<std::string> kinds;
  const auto add = [&](bool is_used, const std::string& what) {
    if (is_used) kinds.push_back(what);
  };
  add(!levers.tax_reliefs.empty(), said("tax reliefs", "税收减免"));
  add(!levers.tax_shares.empty(), said("tax shares", "税收分成"));
  add(!levers.charges.empty(), said("charges", "收费"));
  add(!levers.trade_costs.empty(), said("fees, tariffs and freight forgone", "减免的规费、关税与运费"));
  add(std::ranges::any_of(levers.firm_moves,
                          [](const FirmMoves& m) { return m.subsidy > 0 || m.tax_share > 0 || m.forced > 0; }),
      said("subsidies and shared taxes of firms that move", "搬迁企业的补贴与分享税收"));
  return joined(kinds);
}

// ---- levers that two policies move ----------------------------------------------------------------------------------

// The cells of every lever that are not neutral, and how to name their places.
class Moved {
 public:
  struct Lever {
    bool is_ratio = false;
    std::set<std::size_t> cells;
    std::size_t cols = 0;  // 0: one value for everything
    bool between = false, by_industry = false;
  };
  std::map<std::string, Lever> levers;

  void operator()(std::string_view name, const double& x, const Spec& spec) {
    if (x != spec.fallback) at(name, spec).cells.insert(0);
  }
  void operator()(std::string_view name, const Column<RegionId, double>& lever, const Spec& spec) {
    add(name, lever.values(), 1, spec);
  }
  template <class Col>
  void operator()(std::string_view name, const Table<RegionId, Col, double>& lever, const Spec& spec) {
    if (!add(name, lever.values(), lever.cols(), spec)) return;
    at(name, spec).between = std::is_same_v<Col, RegionId>;
    at(name, spec).by_industry = std::is_same_v<Col, IndustryId>;
  }

 private:
  Lever& at(std::string_view name, const Spec& spec) {
    Lever& lever = levers[std::string(name)];
    lever.is_ratio = spec.fallback == 1;
    return lever;
  }
  bool add(std::string_view name, const std::vector<double>& values, std::size_t cols, const Spec& spec) {
    bool any = false;
    for (std::size_t i = 0; i < values.size(); ++i)
      if (values[i] != spec.fallback) {
        Lever& lever = at(name, spec);
        lever.cells.insert(i);
        lever.cols = cols;
        any = true;
      }
    return any;
  }
};

template <class List>
std::string codes(const std::set<std::size_t>& members, const List& list, const std::string& all) {
  if (members.size() == list.size()) return all;
  std::vector<std::string> names;
  for (const std::size_t i : members) names.push_back(list[i].code);
  return joined(names);
}

std::string places(const Moved::Lever& lever, const std::set<std::size_t>& cells, const Pack& pack) {
  if (lever.cols == 0) return said("everywhere", "各地");
  std::set<std::size_t> rows, cols;
  for (const std::size_t cell : cells) {
    rows.insert(cell / lever.cols);
    cols.insert(cell % lever.cols);
  }
  std::string out = codes(rows, pack.regions, said("all regions", "所有地区"));
  if (lever.between) {
    const std::string to = codes(cols, pack.regions, said("all regions", "所有地区"));
    out = said("from " + out + " to " + to, "由" + out + "到" + to);
  }
  if (lever.by_industry) out += "; " + codes(cols, pack.industries, said("all industries", "所有行业"));
  return out;
}

std::vector<std::string> collisions(const std::vector<Moved>& moved, const Inputs& inputs) {
  std::vector<std::string> out;
  const Policies& policies = inputs.scenario.policies;
  for (std::size_t i = 0; i < policies.size(); ++i)
    for (std::size_t j = i + 1; j < policies.size(); ++j) {
      const Quarter from = std::max(policies[i]->from, policies[j]->from);
      const Quarter until = std::min({policies[i]->until, policies[j]->until, inputs.scenario.until});
      if (until < from) continue;
      for (const auto& [name, mine] : moved[i].levers) {
        const auto other = moved[j].levers.find(name);
        if (other == moved[j].levers.end()) continue;
        std::set<std::size_t> both;
        std::ranges::set_intersection(mine.cells, other->second.cells, std::inserter(both, both.begin()));
        if (both.empty()) continue;
        const bool waits = policies[i]->when || policies[j]->when;
        out.push_back(name + ": '" + policies[i]->id + "' and '" + policies[j]->id + "' " +
                      (mine.is_ratio ? said("multiply", "相乘") : said("add up", "相加")) + ", " + from.text() +
                      said(" to ", "至") + until.text() + (waits ? said(" while both are on", "（同时生效时）") : "") +
                      ", " + places(mine, both, *inputs.pack));
      }
    }
  return out;
}

// ---- printing -------------------------------------------------------------------------------------------------------

std::string type_text(const Instrument& policy) {
  const std::string type(policy.type());
  return said(type, type + "（" + std::string(chinese_name(type)) + "）");
}

void print_policies(const Inputs& inputs, World& w) {
  const Scenario& scenario = inputs.scenario;
  if (scenario.policies.empty()) return;
  const Wording words(*inputs.pack);
  const auto size = sizes(w);
  std::map<int, Budget> by_year;
  std::vector<Moved> moved(scenario.policies.size());
  std::vector<std::string> unknown;
  std::cout << about("policies", "政策") << scenario.policies.size() << "\n";
  for (std::size_t i = 0; i < scenario.policies.size(); ++i) {
    const Instrument& policy = *scenario.policies[i];
    const Quarter last = std::min(policy.until, scenario.until);
    Budget most(w.region_count());
    for (int year = policy.from.year(); year <= last.year(); ++year) {
      Budget whole(w.region_count());
      for (int q = 1; q <= 4; ++q) {
        const Quarter now = Quarter::of(year, q);
        if (now < policy.from || now > last) continue;
        ask(w, policy, now);
        whole += budget_of(w, size);
        w.levers.declare(moved[i]);
        if (const std::string kinds = unknown_costs(w.levers); !kinds.empty() && now == last)
          unknown.push_back(fmt::format("{} ({})", policy.id, kinds));
      }
      by_year.try_emplace(year, w.region_count()).first->second += whole;
      if (whole.total() > most.total()) most = whole;
    }
    std::cout << "    " << policy.id << ": " << type_text(policy) << ", " << policy.from.text() << said(" to ", "至")
              << policy.until.text()
              << (policy.when ? said(", while what it waits for holds", "，触发条件成立时") : "");
    if (policy.from > scenario.until)
      std::cout << said(", after the end of this run: no effect", "，在运行结束之后：无效果");
    if (most.total() > 0)
      std::cout << said("; at most ", "；每年至多") << in_billions(most.total())
                << said(" " + words("bn yuan") + " a year", "亿元");
    std::cout << "\n";
    if (most.centre > 0 || (most.provinces <= 0 && !unknown_costs(w.levers).empty()))
      std::cout << said("      the centre pays with ", "      中央资金来源：")
                << sources_text(policy.financed_by, 0, central_sources) << "\n";
    if (most.provinces > 0)
      std::cout << said("      regions pay with ", "      地方资金来源：")
                << sources_text(policy.financed_by, central_sources, source_count) << "\n";
    if (const std::string warning = excess(w, most); !warning.empty())
      std::cout << said("      warning: ", "      警告：") << warning << "\n";
  }

  std::cout << about("budget", "预算")
            << said(words("bn yuan") +
                        " a year, in the economy of the base year: what is a share of GDP, revenue or wages grows with "
                        "it",
                    "每年，亿元，按基期经济计算；按生产总值、收入或工资比例的资金随之增长")
            << "\n"
            << std::string(17, ' ') << padded(said("centre", "中央"), 12)
            << padded(said(words("provinces"), "地方"), 12) << padded(said("social fund", "社保基金"), 12)
            << padded(said("abroad", "境外"), 12) << "\n";
  for (auto at = by_year.begin(); at != by_year.end();) {
    const auto first = at;
    int last = first->first;
    while (++at != by_year.end() && at->second.texts() == first->second.texts() && at->first == last + 1)
      last = at->first;
    const std::string years =
        std::to_string(first->first) + (last > first->first ? said(" to ", "至") + std::to_string(last) : "");
    std::cout << "    " << years << std::string(15 - std::min<std::size_t>(15, years.size()), ' ');
    for (const std::string& text : first->second.texts()) std::cout << padded(text, 10) << "  ";
    std::cout << "\n";
  }
  if (!unknown.empty())
    std::cout << said("            known only from the run: ", "            只有运行后才知道：") << joined(unknown, 100)
              << "\n";

  const std::vector<std::string> both = collisions(moved, inputs);
  std::cout << about("levers", "杠杆")
            << (both.empty() ? said("no two policies move the same one", "没有两项政策作用于同一杠杆")
                             : said("moved by two policies at once:", "由两项政策同时作用："))
            << "\n";
  for (const std::string& line : both) std::cout << "    " << line << "\n";
}

// Cuts a text to at most so many bytes, in whole characters.
std::string shortened(std::string_view line) {
  constexpr std::size_t most = 110;
  if (line.size() <= most) return std::string(line);
  std::size_t end = most;
  while (end > 0 && (static_cast<unsigned char>(line[end]) & 0xc0) == 0x80) --end;
  return std::string(line.substr(0, end)) + "...";
}

// The lines of the resolved scenario, each with its origin; without `all`, defaults are left out.
void print_resolved(const Scenario& scenario, bool all, const std::string& indent) {
  const std::vector<std::string_view> lines = split(scenario.resolved, '\n');
  std::size_t widest = 0, left_out = 0;
  std::vector<std::size_t> shown;
  for (std::size_t i = 0; i < scenario.origins.size(); ++i) {
    if (!all && scenario.origins[i] == "default") {
      ++left_out;
      continue;
    }
    shown.push_back(i);
    if (lines[i].size() <= 60) widest = std::max(widest, lines[i].size());
  }
  // A heading without lines is left out.
  const auto depth = [&](std::size_t i) { return lines[i].find_first_not_of(" -"); };
  for (std::size_t k = 0; k < shown.size(); ++k) {
    const std::size_t i = shown[k];
    const bool is_heading = scenario.origins[i].empty() && lines[i].ends_with(':');
    const auto next_value =
        std::find_if(shown.begin() + static_cast<std::ptrdiff_t>(k) + 1, shown.end(),
                     [&](std::size_t j) { return !scenario.origins[j].empty() || depth(j) <= depth(i); });
    if (!all && is_heading && (next_value == shown.end() || depth(*next_value) <= depth(i))) continue;
    std::cout << indent << (all ? std::string(lines[i]) : shortened(lines[i]));
    if (!scenario.origins[i].empty())
      std::cout << std::string(widest > lines[i].size() ? widest - lines[i].size() : 0, ' ') << "  # "
                << scenario.origins[i];
    std::cout << "\n";
  }
  if (left_out > 0)
    std::cout << indent << "# " << left_out
              << said(" more values are at their defaults; --resolved shows them", " 个值为默认值；--resolved 可列出")
              << "\n";
}

void print_scenario(const std::string& path, const Inputs& inputs) {
  World w = base_year(inputs);
  const Scenario& scenario = inputs.scenario;
  const Pack& pack = *inputs.pack;
  const int quarters = scenario.until - scenario.from + 1;
  const auto count = [](std::size_t n, const char* one, const char* many, const char* zh) {
    return said(count_text(n, one, many), std::to_string(n) + zh);
  };
  std::cout << path << said(": fine", "：无误") << "\n"
            << about("title", "标题") << titled(scenario.title) << "\n"
            << about("horizon", "时段") << scenario.from.text() << said(" to ", "至") << scenario.until.text() << ", "
            << count(static_cast<std::size_t>(quarters), "quarter", "quarters", "季") << "\n"
            << about("pack", "数据包") << pack.name << said(" in ", "，位于") << pack.folder << ", "
            << count(pack.region_count(), "region", "regions", "个地区") << ", "
            << count(pack.industry_count(), "industry", "industries", "个行业") << "\n"
            << about("agents", "主体") << said("one for ", "每个代表")
            << count(static_cast<std::size_t>(scenario.weight), "person", "persons", "人") << said(", seed ", "，种子")
            << scenario.seed << "\n";
  if (scenario.policies.empty()) std::cout << about("policies", "政策") << said("none", "无") << "\n";
  print_policies(inputs, w);
  for (const ImposedPath& imposed : scenario.imposed)
    std::cout << about("imposed", "外生") << imposed.name
              << (imposed.regional != nullptr ? " " + pack.regions[imposed.region].code : "") << said(", from ", "，自")
              << imposed.points.front().first.text()
              << (imposed.points.front().first > scenario.until
                      ? said(", after the end of this run: no effect", "，在运行结束之后：无效果")
                      : "")
              << "\n";
  std::cout << about("values", "取值") << said("where each one came from", "各值的来源") << "\n";
  print_resolved(scenario, false, "    ");
}

void print_pack(const std::string& path, const Pack& pack, const std::vector<std::string>& notes) {
  double people = 0;
  for (const RegionId r : Ids<RegionId>(pack.region_count())) people += pack.urban[r] + pack.rural[r];
  std::cout << path << ": fine\n"
            << "  title     " << titled(pack.title) << "\n"
            << "  content   " << count_text(pack.region_count(), "region", "regions") << ", "
            << count_text(pack.industry_count(), "industry", "industries") << ", " << shortest(people)
            << " persons, base year " << pack.base_year << "\n"
            << "  sha256    " << pack.sha256 << "\n";
  Parameters parameters = with_defaults<Parameters>();
  const ParameterList list = parameters_of(parameters);
  std::map<std::string, std::vector<std::string>> left;  // by group
  for (const Parameter& parameter : list.all())
    if (std::ranges::find(pack.parameters, parameter.path, &PackParameter::path) == pack.parameters.end()) {
      const std::size_t dot = parameter.path.find('.');
      left[parameter.path.substr(0, dot)].push_back(parameter.path.substr(dot + 1));
    }
  std::cout << "  set       " << count_text(pack.parameters.size(), "parameter", "parameters")
            << " in parameters.yaml; these stay at the engine's defaults:\n";
  for (const auto& [group, names] : left) std::cout << "    " << group << ": " << joined(names, names.size()) << "\n";
  const Wording words(pack);
  std::cout << "  notes     of the base year:\n";
  for (const std::string& note : notes) std::cout << "    " << words(note) << "\n";
}

}  // namespace

int check(const std::vector<std::string>& paths, const std::vector<std::string>& overrides, bool show_resolved) {
  int status = exit_done;
  for (const std::string& path : paths) {
    Diagnostics diagnostics;
    std::error_code code;
    try {
      if (std::filesystem::is_directory(path, code)) {
        if (auto pack = load_pack(path, diagnostics)) {
          require_names_apart(*pack);
          print_pack(path, *pack, base_year(plain_inputs(pack)).notes);
        }
      } else if (const auto inputs = load_inputs(path, overrides, diagnostics)) {
        require_names_apart(*inputs->pack);
        for (const std::string& warning : inputs->scenario.warnings) std::cerr << warning << "\n";
        if (show_resolved)
          print_resolved(inputs->scenario, true, "");
        else
          print_scenario(path, *inputs);
      }
    } catch (const InputError& e) {
      diagnostics.error(path, e.what());
    }
    if (diagnostics.ok()) continue;
    std::cout.flush();
    std::cerr << diagnostics.text();
    status = exit_bad_input;
  }
  return status;
}

}  // namespace jiuzhou
