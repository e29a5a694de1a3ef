#include "output/export.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>

#include "output/files.hpp"
#include "output/gate.hpp"
#include "output/reader.hpp"
#include "sim/base/error.hpp"
#include "sim/text/text.hpp"

namespace jiuzhou {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

// The entries of every dimension that a file has; time as dates.
class Coordinates {
 public:
  explicit Coordinates(const ResultReader& file) : file_(file) {}
  const std::vector<std::string>& of(const std::string& dimension) {
    const auto [place, is_new] = known_.try_emplace(dimension);
    if (is_new) place->second = dimension == "time" ? file_.dates() : file_.texts(dimension);
    return place->second;
  }

 private:
  const ResultReader& file_;
  std::map<std::string, std::vector<std::string>> known_;
};

std::vector<StoredSeries> chosen(const ResultReader& file, const std::vector<std::string>& names) {
  if (names.empty()) return file.series();
  std::vector<std::string> all;
  for (const StoredSeries& s : file.series()) all.push_back(s.name);
  std::vector<StoredSeries> out;
  for (const std::string& name : names) {
    const auto found = std::ranges::find(file.series(), name, &StoredSeries::name);
    if (found == file.series().end())
      throw InputError(fmt::format("no series {} in '{}'{}", in_quotes(name), file.path(), suggestion(name, all)));
    out.push_back(*found);
  }
  return out;
}

// Calls visit(codes, value) for each value of a series that exists, in the file's order.
template <class Visit>
void for_each_value(const ResultReader& file, const StoredSeries& series, Coordinates& coordinates, Visit&& visit) {
  std::vector<const std::vector<std::string>*> axes;
  for (const std::string& dim : series.dims) axes.push_back(&coordinates.of(dim));
  std::vector<const std::string*> codes(axes.size());
  std::vector<std::size_t> at(axes.size(), 0);
  for (const double value : file.numbers(series.name)) {
    if (!std::isnan(value)) {
      for (std::size_t d = 0; d < axes.size(); ++d) codes[d] = &(*axes[d])[at[d]];
      visit(codes, value);
    }
    for (std::size_t d = axes.size(); d-- > 0 && ++at[d] == axes[d]->size();) at[d] = 0;
  }
}

// ---- long tables ----------------------------------------------------------------------------------------------------

// Besides the regions, whose dimension the pack names.
constexpr std::array<std::string_view, 8> regional{"from",   "to",    "hukou", "birthplace",
                                                   "origin", "place", "block", "area"};

// Two scenarios have different names even if they share a title, since the name ends with a hash of the scenario.
std::string scenario_name(const ResultReader& file) {
  constexpr std::size_t digits = 8;
  const std::string title = file.attribute("title"), sha256 = file.attribute("scenario_sha256");
  const std::string name = title.empty() ? fs::path(file.path()).stem().string() : title;
  return sha256.empty() ? name : fmt::format("{} [{}]", name, sha256.substr(0, digits));
}

// The program that made the result: "jiuzhou 0.1.0 (3f2ab4c)".
std::string model_name(const ResultReader& file) {
  const std::string source = file.attribute("source");
  return source.substr(0, source.find(", "));
}

// The community's table knows a region, a variable and a time. Of our dimensions the regional ones go to `region`
// ("GD>SD" for what goes from one to the other), the others to the variable ("value_added|agriculture").
void write_iamc(const ResultReader& file, const std::vector<StoredSeries>& series, const std::string& output) {
  NewFile out(output);
  out << "model,scenario,region,variable,unit,time,value\n";
  const std::string start = fmt::format("{},{},", csv_field(model_name(file)), csv_field(scenario_name(file)));
  const std::string nation = file.attribute("pack"), regions = file.attribute("region_dimension");
  Coordinates coordinates(file);
  for (const StoredSeries& s : series)
    for_each_value(file, s, coordinates, [&](const std::vector<const std::string*>& codes, double value) {
      std::string region, variable = s.name;
      for (std::size_t d = 1; d < codes.size(); ++d) {
        const std::string& dim = s.dims[d];
        if (dim != regions && std::ranges::find(regional, dim) == regional.end())
          variable += "|" + *codes[d];
        else
          region += (region.empty() ? "" : ">") + *codes[d];
      }
      if (region.empty()) region = nation;
      out << start << csv_field(region) << "," << csv_field(variable) << "," << csv_field(s.unit) << "," << *codes[0]
          << "," << shortest(value) << "\n";
    });
  out.finish();
}

// The dimensions of the series beside time, in the file's order of first use.
std::vector<std::string> dimensions_of(const std::vector<StoredSeries>& series) {
  std::vector<std::string> out;
  for (const StoredSeries& s : series)
    for (std::size_t d = 1; d < s.dims.size(); ++d)
      if (std::ranges::find(out, s.dims[d]) == out.end()) out.push_back(s.dims[d]);
  return out;
}

void write_csv(const ResultReader& file, const std::vector<StoredSeries>& series, const std::string& output) {
  NewFile out(output);
  const std::vector<std::string> dims = dimensions_of(series);
  out << "time,series,unit";
  for (const std::string& dim : dims) out << "," << csv_field(dim);
  out << ",value\n";
  Coordinates coordinates(file);
  for (const StoredSeries& s : series) {
    std::vector<std::size_t> column(s.dims.size(), 0);  // of each of the series' dimensions
    for (std::size_t d = 1; d < s.dims.size(); ++d)
      column[d] = static_cast<std::size_t>(std::ranges::find(dims, s.dims[d]) - dims.begin());
    std::vector<std::string> fields(dims.size());
    for_each_value(file, s, coordinates, [&](const std::vector<const std::string*>& codes, double value) {
      std::ranges::fill(fields, "");
      for (std::size_t d = 1; d < codes.size(); ++d) fields[column[d]] = csv_field(*codes[d]);
      out << *codes[0] << "," << csv_field(s.name) << "," << csv_field(s.unit);
      for (const std::string& f : fields) out << "," << f;
      out << "," << shortest(value) << "\n";
    });
  }
  out.finish();
}

// ---- data package ---------------------------------------------------------------------------------------------------

// Series that share their dimensions, in the order of the file.
std::vector<std::vector<StoredSeries>> by_dimensions(const std::vector<StoredSeries>& series) {
  std::vector<std::vector<StoredSeries>> tables;
  for (const StoredSeries& s : series) {
    const auto same = std::ranges::find_if(tables, [&](const auto& table) { return table.front().dims == s.dims; });
    if (same == tables.end())
      tables.push_back({s});
    else
      same->push_back(s);
  }
  return tables;
}

std::string table_name(const std::vector<std::string>& dims) {
  if (dims.size() == 1) return "nation";
  std::string out = "by";
  for (std::size_t d = 1; d < dims.size(); ++d) out += "_" + dims[d];
  return out;
}

Json resource(const std::string& name, const std::string& title, Json fields, std::vector<std::string> key) {
  Json schema{{"fields", std::move(fields)}, {"missingValues", {""}}, {"primaryKey", std::move(key)}};
  return {{"name", name},
          {"path", name + ".csv"},
          {"profile", "tabular-data-resource"},
          {"title", title},
          {"format", "csv"},
          {"mediatype", "text/csv"},
          {"encoding", "utf-8"},
          {"schema", std::move(schema)}};
}

// One column per series; a value that does not exist is empty.
Json write_table(const ResultReader& file, const std::vector<StoredSeries>& table, Coordinates& coordinates,
                 const std::vector<std::string>& labelled, const fs::path& folder) {
  const std::vector<std::string>& dims = table.front().dims;
  const std::string name = table_name(dims);
  NewFile out((folder / (name + ".csv")).string());
  Json fields = Json::array(), foreign = Json::array();
  for (const std::string& dim : dims) {
    out << (dim == dims.front() ? "" : ",") << csv_field(dim);
    if (dim == "time") {
      fields.push_back({{"name", dim}, {"type", "date"}, {"description", "first day of the quarter"}});
      continue;
    }
    fields.push_back({{"name", dim}, {"type", "string"}, {"description", file.attribute("long_name", dim)}});
    if (std::ranges::find(labelled, dim) != labelled.end())
      foreign.push_back({{"fields", dim}, {"reference", {{"resource", dim}, {"fields", dim}}}});
  }
  std::vector<std::vector<double>> columns;
  for (const StoredSeries& s : table) {
    out << "," << csv_field(s.name);
    columns.push_back(file.numbers(s.name));
    fields.push_back({{"name", s.name},
                      {"type", "number"},
                      {"title", s.long_name},
                      {"description", s.long_name_zh},
                      {"unit", s.unit},
                      {"cell_methods", s.cell_methods},
                      {"status", s.status}});
  }
  out << "\n";
  std::vector<const std::vector<std::string>*> axes;
  for (const std::string& dim : dims) axes.push_back(&coordinates.of(dim));
  std::vector<std::size_t> at(axes.size(), 0);
  for (std::size_t row = 0; row < table.front().size(); ++row) {
    for (std::size_t d = 0; d < axes.size(); ++d) out << (d == 0 ? "" : ",") << csv_field((*axes[d])[at[d]]);
    for (const std::vector<double>& column : columns) {
      out << ",";
      if (!std::isnan(column[row])) out << shortest(column[row]);
    }
    out << "\n";
    for (std::size_t d = axes.size(); d-- > 0 && ++at[d] == axes[d]->size();) at[d] = 0;
  }
  out.finish();
  Json described = resource(name,
                            dims.size() == 1 ? "series of the nation"
                                             : fmt::format("series {} {}", name.substr(0, 2),
                                                           joined(std::vector(dims.begin() + 1, dims.end()))),
                            std::move(fields), dims);
  if (!foreign.empty()) described["schema"]["foreignKeys"] = std::move(foreign);
  return described;
}

Json write_labels(const ResultReader& file, const std::string& dim, const std::vector<ResultReader::Labels>& labels,
                  Coordinates& coordinates, const fs::path& folder) {
  NewFile out((folder / (dim + ".csv")).string());
  out << csv_field(dim);
  Json fields = Json::array();
  fields.push_back({{"name", dim}, {"type", "string"}, {"description", file.attribute("long_name", dim)}});
  std::vector<std::vector<std::string>> columns;
  for (const ResultReader::Labels& label : labels) {
    out << "," << csv_field(label.name);
    fields.push_back(
        {{"name", label.name}, {"type", label.are_text ? "string" : "number"}, {"description", label.long_name}});
    columns.emplace_back();
    if (label.are_text)
      for (const std::string& text : file.texts(label.name)) columns.back().push_back(csv_field(text));
    else
      for (const double value : file.numbers(label.name)) columns.back().push_back(shortest(value));
  }
  out << "\n";
  const std::vector<std::string>& codes = coordinates.of(dim);
  for (std::size_t i = 0; i < codes.size(); ++i) {
    out << csv_field(codes[i]);
    for (const auto& column : columns) out << "," << column[i];
    out << "\n";
  }
  out.finish();
  return resource(dim, "labels of " + dim, std::move(fields), {dim});
}

void write_package(const ResultReader& file, const std::vector<StoredSeries>& series, const std::string& output) {
  const fs::path folder(output);
  std::error_code code;
  make_folder(output);
  fs::remove(folder / "datapackage.json", code);  // it is written last, when everything else is there
  Coordinates coordinates(file);
  Json resources = Json::array(), labels = Json::array();
  std::vector<std::string> labelled;
  for (const std::string& dim : dimensions_of(series)) {
    const auto found = file.labels_of(dim);
    if (found.empty()) continue;
    labelled.push_back(dim);
    labels.push_back(write_labels(file, dim, found, coordinates, folder));
  }
  for (const auto& table : by_dimensions(series))
    resources.push_back(write_table(file, table, coordinates, labelled, folder));
  for (Json& label : labels) resources.push_back(std::move(label));
  Json package{{"profile", "tabular-data-package"}, {"name", "jiuzhou-result"},
               {"title", file.attribute("title")},  {"description", file.attribute("summary")},
               {"jiuzhou", Json::object()},         {"resources", std::move(resources)}};
  for (const char* key :
       {"source", "seed", "weight", "pack", "pack_sha256", "scenario_sha256", "first_quarter", "last_quarter", "paths"})
    if (const std::string value = file.attribute(key); !value.empty()) package["jiuzhou"][key] = value;
  NewFile out((folder / "datapackage.json").string());
  out << package.dump(2, ' ', false, Json::error_handler_t::replace) << "\n";
  out.finish();
}

}  // namespace

std::string export_result(const std::string& path, ExportFormat format, const std::vector<std::string>& names,
                          std::string output) {
  const char* ending = format == ExportFormat::iamc  ? ".iamc.csv"
                       : format == ExportFormat::csv ? ".csv"
                                                     : ".datapackage";
  const fs::path beside = fs::path(path).replace_extension("").string() + ending;
  std::error_code code;
  if (output.empty())
    output = beside.string();
  else if (format != ExportFormat::frictionless && (output.ends_with('/') || fs::is_directory(output, code)))
    output = (fs::path(output) / beside.filename()).string();
  if (output != "-" || format == ExportFormat::frictionless)
    checked_output(output, format == ExportFormat::frictionless ? OutputKind::package : OutputKind::table, {path});
  const ResultReader file = open_result(path);
  if (file.has("run")) throw InputError(fmt::format("'{}' holds many runs; export the file of one of them", path));
  const std::vector<StoredSeries> series = chosen(file, names);
  if (format == ExportFormat::iamc)
    write_iamc(file, series, output);
  else if (format == ExportFormat::csv)
    write_csv(file, series, output);
  else
    write_package(file, series, output);
  return output;
}

}  // namespace jiuzhou
