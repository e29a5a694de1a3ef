// A result file as plain tables, for programs that do not read HDF5. Equal files give equal bytes.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace jiuzhou {

enum class ExportFormat : std::uint8_t {
  iamc,          // model, scenario, region, variable, unit, time, value: the long table of the scenario community
  csv,           // one observation a line: time, series, unit, one column per dimension, value
  frictionless,  // a folder: one table per set of dimensions, the labels of each dimension, datapackage.json
};

struct ExportOptions {
  ExportFormat format = ExportFormat::csv;
  std::vector<std::string> series = {};  // empty: all
  std::string output = {};  // empty: beside the file, X.iamc.csv, X.csv or X.datapackage/; "-": standard output
  // Whole years instead of quarters: flows are summed, stocks are taken at the end, the rest is the mean.
  bool yearly = false;
  bool with_names = false;  // in a CSV table: English and Chinese names beside the codes
  bool with_mark = false;   // at the start of a CSV table, by which spreadsheets know UTF-8
};

// Returns what was written. Unknown series are an InputError.
std::string export_result(const std::string& file, ExportOptions options);

}  // namespace jiuzhou
