// Firms at the start: how many in a cell, how large, how old, how productive.
//
//   n_rs = E_rs / (W m), at least 1; 1 for own-account cells; fewer where the smallest would not have one agent
//   size_i ∝ ((i + u_i) / n)^(−1/α), i = 0 … n−1, none above `largest` of the cell where n ≥ 1 / largest
//   a_i  = σ z_i − ln Σ_j s_j exp(σ z_j)                mean of exp(a), weighted with workers, is 1
//   age  ~ geometric with the exit rate
//
// E persons employed, W persons of an agent, m agents of a mean firm, α Pareto tail, u uniform, z normal, s shares of
// workers. Pareto sizes: Axtell (2001); Heinrich and Dai (2016) for China.
#include "sim/scenario/draw_firms.hpp"

#include <algorithm>
#include <cmath>

#include "sim/base/apportion.hpp"

namespace jiuzhou {
namespace {

constexpr std::uint32_t at_start = 0xffffffffU;  // "period" of serials that nobody born later can have

struct Plan {
  std::vector<std::uint64_t> serial;
  std::vector<double> size;  // relative
};

std::uint64_t initial_serial(std::size_t cell, std::size_t ordinal) {
  return child_serial(static_cast<std::uint64_t>(ordinal + 1) << 32U | cell, at_start);
}

// No size above `share` of all: what is cut off goes to the others in proportion.
void truncate(std::vector<double>& size, double share) {
  for (int round = 0; round < 100; ++round) {
    double total = 0;
    for (const double x : size) total += x;
    const double most = share * total;
    double capped = 0, free = 0;
    for (const double x : size) (x >= most ? capped : free) += x >= most ? 1 : x;
    if (std::none_of(size.begin(), size.end(), [&](double x) { return x > most * (1 + 1e-12); })) return;
    // most' = share (capped · most' + free), solved for most'.
    const double bound = 1 - share * capped > 0 ? share * free / (1 - share * capped) : most;
    for (double& x : size) x = std::min(x, bound);
  }
}

Plan plan_cell(const World& w, std::size_t cell, std::size_t n) {
  const auto& p = w.parameters.firms;
  const Luck luck{w.luck.seed, 0};
  Plan plan;
  for (std::size_t i = 0; i < n; ++i) {
    plan.serial.push_back(initial_serial(cell, i));
    const double u = w.parameters.initial.chance ? luck.draw(Stream::initial_firm, plan.serial.back()).uniform(0) : 0.5;
    plan.size.push_back(std::pow((static_cast<double>(i) + u) / static_cast<double>(n), -1 / p.pareto));
  }
  if (static_cast<double>(n) * p.largest >= 1) truncate(plan.size, p.largest);
  return plan;
}

// As many firms as the parameters ask for, or fewer, so that the smallest has about one agent.
Plan plan_sizes(const World& w, std::size_t cell, IndustryId s, double employment) {
  if (w.pack->industries[index(s)].own_account) return plan_cell(w, cell, 1);
  const auto weight = static_cast<double>(w.weight);
  auto n = static_cast<std::size_t>(std::max(1.0, std::round(employment / weight / w.parameters.firms.mean_size)));
  for (;;) {
    Plan plan = plan_cell(w, cell, n);
    double total = 0;
    for (const double x : plan.size) total += x;
    const double smallest = employment * *std::min_element(plan.size.begin(), plan.size.end()) / total;
    if (n == 1 || smallest >= 0.9 * weight) return plan;
    n = std::max<std::size_t>(1, n * 9 / 10);
  }
}

// Quarters since the firm's start, from the hazard of leaving.
std::int32_t age(double uniform, double exit_rate) {
  const double hazard = std::clamp(exit_rate / 4, 1e-4, 0.99);
  return static_cast<std::int32_t>(std::min(400.0, std::floor(std::log(uniform) / std::log(1 - hazard))));
}

void add_cell(World& w, RegionId r, IndustryId s, double employment) {
  const auto& p = w.parameters.firms;
  Firms& firms = w.firms;
  const Luck luck{w.luck.seed, 0};
  const bool chance = w.parameters.initial.chance;
  const std::size_t cell = w.cell(r, s);
  const Plan plan = plan_sizes(w, cell, s, employment);
  const std::size_t n = plan.size.size();
  const std::vector<std::int64_t> workers = apportion(std::llround(employment), plan.size, cell);
  double mean = 0, weight = 0;
  std::vector<double> own(n, 0);
  for (std::size_t i = 0; i < n; ++i) {
    if (chance && n > 1) own[i] = p.productivity_sd * luck.draw(Stream::initial_firm, plan.serial[i]).normal(1);
    mean += static_cast<double>(workers[i]) * std::exp(own[i]);
    weight += static_cast<double>(workers[i]);
  }
  const double excess = mean > 0 ? std::log(mean / weight) : 0;
  for (std::size_t i = 0; i < n; ++i) {
    const double u = chance ? luck.draw(Stream::initial_firm, plan.serial[i]).uniform(3)
                            : (static_cast<double>(i) + 0.5) / static_cast<double>(n);
    firms.alive.push_back(1);
    firms.region.push_back(r);
    firms.industry.push_back(s);
    firms.origin.push_back(r);
    firms.birth.push_back(-1 - age(u, p.exit_rate));
    firms.serial.push_back(plan.serial[i]);
    firms.relative_productivity.push_back(own[i] - excess);
    firms.workers.push_back(workers[i]);
  }
}

struct Clear {
  void operator()(std::string_view, auto& column, const Spec&) const { column.assign(0); }
};
struct Fill {
  std::size_t size;
  void operator()(std::string_view, auto& column, const Spec&) const { column.resize(size); }
};

}  // namespace

void draw_firms(World& w, const CellTable& employment) {
  Clear clear;
  w.firms.declare(clear);
  const bool known = w.cells.base_output.rows() == w.region_count();
  for (const RegionId r : w.region_ids())
    for (const IndustryId s : w.industry_ids())
      if (employment(r, s) > 0 || (known && w.live(r, s))) add_cell(w, r, s, std::max(0.0, employment(r, s)));
  Fill fill{w.firms.alive.size()};
  w.firms.declare(fill);
  w.ledger.open(Sector::firm, w.firms.size());
  w.ledger.open(Sector::firm_debt, w.firms.size());
}

}  // namespace jiuzhou
