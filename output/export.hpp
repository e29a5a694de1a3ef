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

// Writes the series named, or all, to `output`; the default is beside the file: X.iamc.csv, X.csv, X.datapackage/.
// Returns what was written. Unknown series are an InputError.
std::string export_result(const std::string& file, ExportFormat format, const std::vector<std::string>& series,
                          std::string output);

}  // namespace jiuzhou
