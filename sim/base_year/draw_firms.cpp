// Firms at the start: how many in a cell, how large, how old, how productive.
//
//   n_rs = E_rs / max(m_s, W m), at least 1; 1 for own-account cells; fewer where the smallest would not have one agent
//   size_i ∝ ((i + u_i) / n)^(−1/α), i = 0 … n−1, none above `largest` of the cell where n ≥ 1 / largest
//   a_i  = σ z_i − ln Σ_j s_j exp(σ z_j)                mean of exp(a), weighted with workers, is 1
//   age  ~ geometric with the exit rate
//
// E persons employed, m_s persons of a mean firm in the pack, W persons of an agent, m agents that a mean firm has at
// least, α Pareto tail, u uniform, z normal, s shares of workers. Pareto sizes: Axtell (2001); Heinrich and Dai (2016)
// for China.
#include "sim/base_year/draw_firms.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>

#include "sim/base/apportion.hpp"
#include "sim/base/parallel.hpp"
#include "sim/base/random_block.hpp"
#include "sim/base/vector_math.hpp"
#include "sim/state/headcount.hpp"

namespace jiuzhou {
namespace {

// Numerical bounds: of the smallest firm in weights of an agent, of the hazard of leaving in a logarithm.
constexpr double nearly_one = 0.9, least_exit = 1e-4, most_exit = 0.99;
constexpr int oldest_firm = 400;  // quarters

std::uint64_t initial_serial(std::size_t cell, std::size_t ordinal) {
  return scramble(static_cast<std::uint64_t>(ordinal + 1) << 32U | cell);
}

// body(first, draws, n) for each block of a cell's firms.
template <class Body>
void each_block(const World& w, std::size_t cell, std::size_t firms, Body&& body) {
  const RandomKey random_key{w.random_key.seed, 0};
  std::array<std::uint64_t, DrawBlock::size> serials{};
  DrawBlock draws;
  for (std::size_t first = 0; first < firms; first += serials.size()) {
    const std::size_t n = std::min(serials.size(), firms - first);
    for (std::size_t i = 0; i < n; ++i) serials[i] = initial_serial(cell, first + i);
    draw_block(random_key, Stream::initial_firm, {serials.data(), n}, draws);
    body(first, draws, n);
  }
}

// Sizes before truncation fall with the ordinal: x_i = (i + u_i)^(−1/α); `before[n]` is the sum of the first n.
struct Sizes {
  std::vector<double> size, before;
};

JIUZHOU_VECTOR_WIDTHS
void pareto(const DrawBlock& draws, bool chance, double exponent, double first, double* size, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) {
    const double u = chance ? (static_cast<double>(draws.word[0][i]) + 0.5) * 0x1p-32 : 0.5;
    size[i] = fast_exp(exponent * fast_log(first + static_cast<double>(static_cast<std::int32_t>(i)) + u));
  }
}

Sizes draw_sizes(const World& w, std::size_t cell, std::size_t n) {
  Sizes out{std::vector<double>(n), std::vector<double>(n + 1, 0)};
  each_block(w, cell, n, [&](std::size_t first, const DrawBlock& draws, std::size_t here) {
    pareto(draws, w.parameters.initial.chance, -1 / w.parameters.firms.pareto, static_cast<double>(first),
           out.size.data() + first, here);
  });
  for (std::size_t i = 0; i < n; ++i) out.before[i + 1] = out.before[i] + out.size[i];
  return out;
}

// The most that one of the first n may have, so that none is above `share` of all: what is cut off goes to the others
// in proportion. With c of them cut, most = share (c most + rest).
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
    if (employment * std::min(most, sizes.size[n - 1]) / total >= nearly_one * weight) break;
    n = std::max<std::size_t>(1, n * 9 / 10);
  }
  return n;
}

// By firm of a block: log productivity and its exponential; quarters since the firm's start, from the hazard of
// leaving.
struct Drawn {
  std::array<double, DrawBlock::size> productivity, factor;
  std::array<std::int32_t, DrawBlock::size> age;
};

JIUZHOU_VECTOR_WIDTHS
void draw_block_of_firms(const DrawBlock& draws, double spread, double log_stay, Drawn& out, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) {
    out.productivity[i] = spread * fast_normal(draws.word[1][i], draws.word[2][i]);
    out.factor[i] = fast_exp(out.productivity[i]);
    const double age = fast_log((static_cast<double>(draws.word[3][i]) + 0.5) * 0x1p-32) / log_stay;
    out.age[i] = static_cast<std::int32_t>(age < oldest_firm ? age : oldest_firm);
  }
}

// A cell's part of the columns.
struct Part {
  RegionId region{};
  IndustryId industry{};
  double employment = 0;
  std::vector<double> size;  // relative
  std::size_t first = 0;     // slot
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
  const std::size_t cell = w.cell(part.region, part.industry), n = part.size.size();
  const std::vector<std::int64_t> workers = apportion(std::llround(part.employment), part.size, cell);
  const double log_stay = std::log(1 - std::clamp(p.exit_rate / 4, least_exit, most_exit));
  double mean = 0, weight = 0;
  Drawn drawn;
  each_block(w, cell, n, [&](std::size_t first, const DrawBlock& draws, std::size_t here) {
    const bool chance = w.parameters.initial.chance;
    draw_block_of_firms(draws, chance && n > 1 ? p.productivity_sd : 0, log_stay, drawn, here);
    for (std::size_t i = 0; i < here; ++i) {
      const FirmId f{static_cast<std::uint32_t>(part.first + first + i)};
      const double place = (static_cast<double>(first + i) + 0.5) / static_cast<double>(n);
      firms.alive[f] = 1;
      firms.region[f] = firms.origin[f] = part.region;
      firms.industry[f] = part.industry;
      firms.birth[f] = static_cast<std::int16_t>(
          -1 - (chance ? drawn.age[i]
                       : static_cast<std::int32_t>(std::min<double>(oldest_firm, std::log(place) / log_stay))));
      firms.serial[f] = initial_serial(cell, first + i);
      firms.relative_productivity[f] = drawn.productivity[i];
      firms.workers[f] = workers[first + i];
      mean += static_cast<double>(workers[first + i]) * drawn.factor[i];
      weight += static_cast<double>(workers[first + i]);
    }
  });
  const double excess = mean > 0 ? std::log(mean / weight) : 0;
  for (std::size_t i = 0; i < n; ++i)
    firms.relative_productivity[FirmId{static_cast<std::uint32_t>(part.first + i)}] -= excess;
}

// Columns of zeros, side by side, with room for firms that come later: not touched before.
struct Columns {
  std::vector<std::function<void(std::size_t)>> open;
  void operator()(std::string_view, auto& column, const Spec&) {
    open.emplace_back([&column](std::size_t size) {
      column.values().reserve(size + size / 2);
      column.assign(size);
    });
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
  Columns columns;
  w.firms.declare(columns);
  for_each_index(columns.open.size(), 1, [&](std::size_t i) { columns.open[i](slots); });
  for_each_index(parts.size(), 1, [&](std::size_t i) {
    fill_part(w, parts[i]);
    parts[i].size = {};
  });
  w.ledger.open(Sector::firm, slots);
  w.ledger.open(Sector::firm_debt, slots);
}

}  // namespace jiuzhou
