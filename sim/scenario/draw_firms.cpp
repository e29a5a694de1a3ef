// Firms at the start: how many in a cell, how large, how old, how productive.
//
//   n_rs = E_rs / max(m_s, W m), at least 1; 1 for own-account cells; fewer where the smallest would not have one agent
//   size_i ∝ ((i + u_i) / n)^(−1/α), i = 0 … n−1, none above `largest` of the cell where n ≥ 1 / largest
//   a_i  = σ z_i − ln Σ_j s_j exp(σ z_j)                mean of exp(a), weighted with workers, is 1
//   age  ~ geometric with the exit rate
//
// E persons employed, m_s persons of a mean firm in the pack, W persons of an agent, m agents that a mean firm has at least,
// α Pareto tail, u uniform, z normal, s shares of workers. Pareto sizes: Axtell (2001); Heinrich and Dai (2016) for China.
#include "sim/scenario/draw_firms.hpp"

#include <algorithm>
#include <cmath>

#include "sim/base/apportion.hpp"
#include "sim/base/parallel.hpp"

namespace jiuzhou {
namespace {

constexpr std::uint32_t at_start = 0xffffffffU;  // "period" of serials that nobody born later can have

std::uint64_t initial_serial(std::size_t cell, std::size_t ordinal) {
  return child_serial(static_cast<std::uint64_t>(ordinal + 1) << 32U | cell, at_start);
}

// Sizes before truncation fall with the ordinal: x_i = (i + u_i)^(−1/α); `before[n]` is the sum of the first n.
struct Sizes {
  std::vector<double> size, before;
};

Sizes draw_sizes(const World& w, std::size_t cell, std::size_t n) {
  const Luck luck{w.luck.seed, 0};
  Sizes out{std::vector<double>(n), std::vector<double>(n + 1, 0)};
  for (std::size_t i = 0; i < n; ++i) {
    const double u = w.parameters.initial.chance ? luck.draw(Stream::initial_firm, initial_serial(cell, i)).uniform(0) : 0.5;
    out.size[i] = std::pow(static_cast<double>(i) + u, -1 / w.parameters.firms.pareto);
    out.before[i + 1] = out.before[i] + out.size[i];
  }
  return out;
}

// The most that one of the first n may have, so that none is above `share` of all: what is cut off goes to the others in
// proportion. With c of them cut, most = share (c most + rest).
double bound(const Sizes& sizes, std::size_t n, double share) {
  if (static_cast<double>(n) * share < 1) return sizes.size[0];
  for (std::size_t cut = 0; cut < n; ++cut) {
    const double left = 1 - share * static_cast<double>(cut);
    if (!(left > 0)) return sizes.size[cut];
    const double most = share * (sizes.before[n] - sizes.before[cut]) / left;
    if (sizes.size[cut] <= most) return cut > 0 ? most : sizes.size[0];
  }
  return sizes.size[n - 1];
}

// As many firms as the pack's firm size gives, or fewer: at most what the sampling weight can carry, and so that the
// smallest has about one agent.
std::size_t firms_in(const World& w, const Sizes& sizes, double employment, std::size_t n) {
  const auto weight = static_cast<double>(w.weight);
  while (n > 1) {
    const double most = bound(sizes, n, w.parameters.firms.largest);
    std::size_t cut = 0;
    while (cut < n && sizes.size[cut] > most) ++cut;
    const double total = most * static_cast<double>(cut) + sizes.before[n] - sizes.before[cut];
    if (employment * std::min(most, sizes.size[n - 1]) / total >= 0.9 * weight) break;
    n = std::max<std::size_t>(1, n * 9 / 10);
  }
  return n;
}

// Quarters since the firm's start, from the hazard of leaving.
std::int32_t age(double uniform, double exit_rate) {
  const double hazard = std::clamp(exit_rate / 4, 1e-4, 0.99);
  return static_cast<std::int32_t>(std::min(400.0, std::floor(std::log(uniform) / std::log(1 - hazard))));
}

// A cell's part of the columns.
struct Part {
  RegionId region{};
  IndustryId industry{};
  double employment = 0;
  std::vector<double> size;   // relative
  std::size_t first = 0;      // slot
};

void plan_part(const World& w, Part& part) {
  const auto& p = w.parameters.firms;
  const std::size_t cell = w.cell(part.region, part.industry);
  const bool one = w.pack->industries[index(part.industry)].own_account;
  const double firms = one ? 1 : std::round(part.employment / w.mean_firm_size(part.industry));
  Sizes sizes = draw_sizes(w, cell, static_cast<std::size_t>(std::max(1.0, firms)));
  const std::size_t n = firms_in(w, sizes, part.employment, sizes.size.size());
  const double most = bound(sizes, n, p.largest);
  sizes.size.resize(n);
  for (double& x : sizes.size) x = std::min(x, most);
  part.size = std::move(sizes.size);
}

void fill_part(World& w, Part& part) {
  const auto& p = w.parameters.firms;
  Firms& firms = w.firms;
  const Luck luck{w.luck.seed, 0};
  const bool chance = w.parameters.initial.chance;
  const std::size_t cell = w.cell(part.region, part.industry), n = part.size.size();
  const std::vector<std::int64_t> workers = apportion(std::llround(part.employment), part.size, cell);
  double mean = 0, weight = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const FirmId f{static_cast<std::uint32_t>(part.first + i)};
    const std::uint64_t serial = initial_serial(cell, i);
    const Draws d = luck.draw(Stream::initial_firm, serial);
    const double own = chance && n > 1 ? p.productivity_sd * d.normal(1) : 0;
    const double u = chance ? d.uniform(3) : (static_cast<double>(i) + 0.5) / static_cast<double>(n);
    firms.alive[f] = 1;
    firms.region[f] = firms.origin[f] = part.region;
    firms.industry[f] = part.industry;
    firms.birth[f] = static_cast<std::int16_t>(-1 - age(u, p.exit_rate));
    firms.serial[f] = serial;
    firms.relative_productivity[f] = own;
    firms.workers[f] = workers[i];
    mean += static_cast<double>(workers[i]) * std::exp(own);
    weight += static_cast<double>(workers[i]);
  }
  const double excess = mean > 0 ? std::log(mean / weight) : 0;
  for (std::size_t i = 0; i < n; ++i)
    firms.relative_productivity[FirmId{static_cast<std::uint32_t>(part.first + i)}] -= excess;
}

struct Size {
  std::size_t size;
  void operator()(std::string_view, auto& column, const Spec&) const {
    column.assign(0);
    column.resize(size);
  }
};

}  // namespace

void draw_firms(World& w, const CellTable& employment) {
  const bool known = w.cells.base_output.rows() == w.region_count();
  std::vector<Part> parts;
  for (const RegionId r : w.region_ids())
    for (const IndustryId s : w.industry_ids())
      if (employment(r, s) > 0 || (known && w.live(r, s)))
        parts.push_back({.region = r, .industry = s, .employment = std::max(0.0, employment(r, s)), .size = {}});
  for_each_index(parts.size(), 1, [&](std::size_t i) { plan_part(w, parts[i]); });
  std::size_t slots = 0;
  for (Part& part : parts) {
    part.first = slots;
    slots += part.size.size();
  }
  Size size{slots};
  w.firms.declare(size);
  for_each_index(parts.size(), 1, [&](std::size_t i) {
    fill_part(w, parts[i]);
    parts[i].size = {};
  });
  w.ledger.open(Sector::firm, slots);
  w.ledger.open(Sector::firm_debt, slots);
}

}  // namespace jiuzhou
