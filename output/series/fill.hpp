// What the tables of series share: the usual ways to fill one quarter of a series from the state.
#pragma once

#include <algorithm>
#include <limits>
#include <numeric>
#include <span>
#include <vector>

#include "output/series.hpp"

namespace jiuzhou::series {

using Out = std::span<double>;
inline constexpr double missing = std::numeric_limits<double>::quiet_NaN();
inline constexpr double most = std::numeric_limits<double>::infinity(), lowest = -most;
inline constexpr Range any{lowest, most}, not_negative{0, most}, up_to_1{0, 1};

inline void leave_out(Out out) {
  std::ranges::fill(out, missing);
}

// A column, table or cube as it is; NaN where the model has not filled it.
template <class C>
void copy(const C& column, Out out) {
  const auto& values = column.values();
  if (values.size() != out.size()) return leave_out(out);
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = static_cast<double>(values[i]);
}

// The sum of columns of one length.
template <class... C>
void add_up(Out out, const C&... columns) {
  std::ranges::fill(out, 0.0);
  const auto add = [out](const auto& column) {
    const auto& values = column.values();
    for (std::size_t i = 0; i < out.size(); ++i)
      out[i] += values.size() == out.size() ? static_cast<double>(values[i]) : missing;
  };
  (add(columns), ...);
}

// The sum of a (region, industry) table over industries.
inline void over_industries(const CellTable& table, Out out) {
  if (table.rows() != out.size()) return leave_out(out);
  for (std::size_t r = 0; r < out.size(); ++r) {
    const auto row = table.row(static_cast<RegionId>(r));
    out[r] = std::accumulate(row.begin(), row.end(), 0.0);
  }
}

template <class C>
double total(const C& column) {
  const auto& values = column.values();
  if (values.empty()) return missing;
  double sum = 0;
  for (const auto x : values) sum += static_cast<double>(x);
  return sum;
}

// A (region, region) table that may have one row or column more, for the rest of the world.
template <class T>
void between_regions(const World& w, const Table<RegionId, RegionId, T>& table, Out out) {
  const std::size_t n = w.region_count();
  if (table.rows() < n || table.cols() < n) return leave_out(out);
  for (const RegionId from : w.region_ids())
    for (const RegionId to : w.region_ids()) out[index(from) * n + index(to)] = static_cast<double>(table(from, to));
}

// Adds value(f) of every live firm to its cell.
template <class Value>
void firms_by_cell(const World& w, Out out, Value&& value) {
  std::ranges::fill(out, 0.0);
  for (const FirmId f : w.firms.ids())
    if (w.firms.alive[f] != 0) out[w.cell(w.firms.region[f], w.firms.industry[f])] += value(f);
}

template <class Value>
void firms_by_region(const World& w, Out out, Value&& value) {
  std::ranges::fill(out, 0.0);
  for (const FirmId f : w.firms.ids())
    if (w.firms.alive[f] != 0) out[index(w.firms.region[f])] += value(f);
}

inline double sum_of(std::span<const double> values) {
  return std::accumulate(values.begin(), values.end(), 0.0);
}

inline std::vector<double> gdp_by_region(const World& w) {
  std::vector<double> out(w.region_count());
  over_industries(w.activity.value_added, out);
  return out;
}

inline std::vector<double> population_by_region(const World& w) {
  std::vector<double> out(w.region_count());
  add_up(out, w.census.urban, w.census.rural);
  return out;
}

std::vector<double> by_block(const World& w, std::span<const double> by_region);

}  // namespace jiuzhou::series
