// What a result file holds beside its numbers: dimensions, labels, attributes, texts, variables. A function of pack,
// scenario and program; kept as JSON in front of the quarters of an unfinished run, so that these can be read by
// themselves.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "output/block.hpp"
#include "sim/scenario/scenario.hpp"

namespace jiuzhou {

struct ResultLayout {
  using Text = std::pair<std::string, std::string>;  // name and value
  struct Dimension {
    std::string name, long_name;
    std::vector<std::string> entries;
  };
  struct Labels {
    std::string name, dimension, long_name;
    std::vector<std::string> texts;  // or numbers
    std::vector<int> numbers;
  };
  struct LongText {
    std::string name, text, long_name;
  };
  struct Variable {
    std::string name;
    std::vector<std::string> dimensions;  // beside time
    std::vector<Text> attributes;
    std::size_t values = 1;  // per quarter
    std::size_t block = 1;   // quarters that are stored together
  };

  std::size_t quarters = 0;  // of the whole run
  std::string first_quarter;
  std::vector<Text> attributes;
  int weight = 1;
  std::vector<LongText> texts;
  std::vector<Text> time;  // attributes of the time
  std::vector<Dimension> dimensions;
  std::vector<Labels> labels;
  std::vector<Variable> variables;

  [[nodiscard]] std::size_t values() const;  // of all variables, per quarter
  [[nodiscard]] std::string attribute(std::string_view name) const;

  [[nodiscard]] std::string json() const;
  // IoError if a result cannot look like that: sizes must be those of the dimensions, names those of a result.
  static ResultLayout from_json(const std::string& text);
};

// `notes` are those of the run's start.
ResultLayout layout_of(const Pack& pack, const Scenario& scenario, const std::vector<std::string>& notes);

// InputError if what the pack calls its regions is also the name of something else in a result or a table of one.
void require_names_apart(const Pack& pack);

// Days from the first day of the base year to the first day of the quarter: the file's time.
double days(const Pack& pack, Quarter quarter);

// A whole result: everything of the layout, and blocks of quarters as compressed() makes them, all of one variable
// after the other. `status` says "complete" or how much is missing.
void write_result(const std::string& path, const ResultLayout& layout, const std::string& status,
                  const std::vector<double>& times, const std::vector<std::vector<Block>>& blocks);

}  // namespace jiuzhou
