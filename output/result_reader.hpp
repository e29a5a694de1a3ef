// A finished result file, for those who read results: attributes, labels and series. Knows nothing of the model.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "output/hdf5.hpp"

namespace jiuzhou {

// A variable of the file over time: `values` has a row of `width` numbers for every quarter, `dims` are its dimensions
// beside time.
struct ResultSeries {
  std::vector<double> values;
  std::vector<std::string> dims;
  std::size_t width = 1;
  std::string unit, method, doc, doc_zh;  // method: "sum", "point" or "mean" over the quarter

  [[nodiscard]] std::size_t quarters() const { return width == 0 ? 0 : values.size() / width; }
};

class ResultReader {
 public:
  // Throws InputError where there is no such file or it is not a result, IoError where it cannot be read.
  explicit ResultReader(std::string path);

  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] std::string attribute(std::string_view name) const;        // text, or a number as text; "" where absent
  [[nodiscard]] bool has(std::string_view name) const;                     // a variable or text of this name
  [[nodiscard]] std::string text(std::string_view name) const;             // a text such as scenario_yaml
  [[nodiscard]] std::vector<std::string> strings(std::string_view name) const;  // a dimension or labels; none where absent
  [[nodiscard]] ResultSeries series(std::string_view name) const;
  [[nodiscard]] std::vector<std::string> series_names() const;             // of variables over time, in file order

 private:
  [[nodiscard]] Handle dataset(std::string_view name) const;

  std::string path_;
  Handle file_;
};

}  // namespace jiuzhou
