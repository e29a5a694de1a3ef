// What a comparison is made of: runs read from their files, measures of a year, and the places they are taken over.
#pragma once

#include <fmt/core.h>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "output/compare.hpp"
#include "output/reader.hpp"
#include "sim/base/calendar.hpp"
#include "sim/base/error.hpp"
#include "sim/text/text.hpp"

namespace jiuzhou::compared {

// A run's file with whatever else it must be for this.
ResultReader open_run(const std::string& path);

// A variable over time: a row of `width` numbers for every quarter.
struct Rows {
  std::vector<double> values;
  std::size_t width = 1;
  bool is_by_province = false;  // the first dimension of a row
};

// One run. Series are read when they are asked for.
class Run {
 public:
  explicit Run(const std::string& path) : reader_(open_run(path)) {
    const auto first = parse_quarter(reader_.attribute("first_quarter"));
    if (!first)
      throw InputError(in_quotes(path) + " is not a result of jiuzhou: it does not say in which quarter it begins");
    first_ = *first;
    quarters_ = reader_.numbers("time").size();
    if (const std::string region = reader_.attribute("region_dimension"); !region.empty()) region_ = region;
    provinces = labels(region_);
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
    if (stored == stored_.end())
      throw InputError(fmt::format("{} has no series '{}'", in_quotes(reader_.path()), name));
    Rows& rows = at->second;
    rows.values = reader_.numbers(name);
    for (std::size_t i = 1; i < stored->second.extent.size(); ++i) rows.width *= stored->second.extent[i];
    rows.is_by_province = stored->second.dims.size() > 1 && stored->second.dims[1] == region_;
    if (rows.values.size() < quarters_ * rows.width)
      throw InputError(fmt::format("{}: the series '{}' is cut", in_quotes(reader_.path()), name));
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
  // Values of a quarter by what stands beside the province, such as the industry, provinces added up.
  std::vector<double> over_provinces(const std::string& name, std::size_t quarter) {
    const Rows& s = series(name);
    const std::size_t beside = s.width / (s.is_by_province ? provinces.size() : 1);
    std::vector<double> out(beside, 0.0);
    for (std::size_t i = 0; i < s.width; ++i) out[i % beside] += s.values[quarter * s.width + i];
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
  [[nodiscard]] Quarter until() const { return first_ + (static_cast<int>(quarters_) - 1); }
  [[nodiscard]] int last_full_year() const { return (until() + 1).year() - 1; }

  [[nodiscard]] const std::string& region() const { return region_; }  // the dimension of regions

 private:
  ResultReader reader_;
  std::string region_ = "province";
  Quarter first_;
  std::size_t quarters_ = 0;
  std::map<std::string, StoredSeries> stored_;
  std::map<std::string, Rows> series_;
};

struct Pair {
  Run base, policy;
};

enum class Over : std::uint8_t { sum, mean, last };  // of the quarters of a year

using Values = std::vector<double>;

struct Measure {
  std::string name, heading, heading_zh, unit;
  bool is_relative;
  Over over;
  std::vector<std::string> needs;  // series
  std::function<Values(Run&, std::size_t)> numerator;
  std::function<Values(Run&, std::size_t)> denominator;  // null: none
};

struct Place : ComparedPlace {
  std::vector<std::size_t> members;  // among what a measure has values of
};

// Household accounts and groups of persons: what is measured of them, and the places these are. No places where the files
// are of runs that did not record them.
const std::vector<Measure>& household_measures();
const std::vector<Measure>& group_measures();
std::vector<Place> households_of(const Run& run);
std::vector<Place> groups_of(const Run& run);

}  // namespace jiuzhou::compared
