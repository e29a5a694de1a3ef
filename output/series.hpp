// The result series: THE table of everything a run reports. The file, its documentation and `jiuzhou describe series`
// are made from this list; a new series is one entry in a file of output/series/.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/state/world.hpp"
#include "sim/text/language.hpp"

namespace jiuzhou {

// Dimensions beside time. `from`, `to`, `hukou` and `place` run over the same regions as `region`.
enum class Dim : std::uint8_t {
  region,
  from,
  to,
  hukou,
  place,
  industry,
  block,
  area,
  policy,
  sector,
  financing,
  flow,
  household,
  group,
  status,
  count
};

// Name of the dimension in the file; regions are `province` there.
std::string_view name_of(Dim dim);

// What a value says about its quarter: a flow is summed over it, a stock is taken at its end, a mean is the quarter's.
enum class Method : std::uint8_t { sum, point, mean };
std::string_view name_of(Method method);  // the word in CF cell_methods

// Values a series can have. Most count or measure something, which is never below 0.
struct Range {
  double min = 0, max = std::numeric_limits<double>::infinity();
};

// At most two dimensions, as a constant.
class Dims {
 public:
  constexpr Dims(std::initializer_list<Dim> dims) : size_(dims.size()) { std::ranges::copy(dims, dims_.begin()); }
  [[nodiscard]] constexpr const Dim* begin() const { return dims_.data(); }
  [[nodiscard]] constexpr const Dim* end() const { return dims_.data() + size_; }
  [[nodiscard]] constexpr std::size_t size() const { return size_; }

 private:
  std::array<Dim, 2> dims_{};
  std::size_t size_;
};

struct Series {
  std::string_view name;
  Dims dims;  // beside time, last one fastest
  std::string_view unit;
  Method method;
  std::string_view doc, zh;  // long name in English and Chinese
  // Writes one quarter, row-major. Null where `growth_of` is set.
  void (*fill)(const World& world, std::span<double> out) = nullptr;
  // Growth over four quarters of another series; NaN in the first four quarters.
  std::string_view growth_of = "";
  Range range = {};
  std::string_view missing = "";  // where there is no value, so that NaN stands for it; empty: nowhere
};

// The range with the unit, for texts.
Spec range_of(const Series& series);

const std::vector<Series>& series_table();

// output/FORMAT.md, and FORMAT.zh-CN.md.
std::string format_markdown(Language language = Language::en);

}  // namespace jiuzhou
