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

// What a table holds of a file: the entries of its dimensions and its numbers, by quarter (the time is a date) or by
// whole year.
class Contents {
 public:
  Contents(const ResultReader& file, bool yearly) : file_(file), yearly_(yearly) {
    if (!yearly) return;
    const std::vector<std::string>& dates = file.dates();
    while (first_ < dates.size() && !dates[first_].ends_with("-01-01")) ++first_;
    years_ = (dates.size() - first_) / quarters_a_year;
    if (years_ == 0) throw InputError("'" + file.path() + "' has no whole year");
  }
  [[nodiscard]] bool yearly() const { return yearly_; }
  const std::vector<std::string>& of(const std::string& dimension) {
    const auto [place, is_new] = known_.try_emplace(dimension);
    if (is_new) place->second = dimension == "time" ? times() : file_.texts(dimension);
    return place->second;
  }
  // A flow of a quarter is one of a year when it is summed over it.
  [[nodiscard]] std::string unit(const StoredSeries& s) const {
    constexpr std::string_view a_quarter = "/quarter";
    if (!yearly_ || s.cell_methods != "time: sum" || !s.unit.ends_with(a_quarter)) return s.unit;
    return s.unit.substr(0, s.unit.size() - a_quarter.size()) + "/year";
  }
  [[nodiscard]] std::vector<double> numbers(const StoredSeries& s) const {
    std::vector<double> quarters = file_.numbers(s.name);
    if (!yearly_) return quarters;
    const std::size_t width = s.size() / s.extent.front();
    std::vector<double> out(years_ * width, 0.0);
    const bool is_last = s.cell_methods == "time: point", is_sum = s.cell_methods == "time: sum";
    for (std::size_t i = 0; i < out.size(); ++i) {
      const std::size_t begin = (first_ + i / width * quarters_a_year) * width + i % width;
      if (is_last) {
        out[i] = quarters[begin + (quarters_a_year - 1) * width];
        continue;
      }
      for (std::size_t q = 0; q < quarters_a_year; ++q) out[i] += quarters[begin + q * width];
      if (!is_sum) out[i] /= quarters_a_year;
    }
    return out;
  }

 private:
  [[nodiscard]] std::vector<std::string> times() const {
    if (!yearly_) return file_.dates();
    std::vector<std::string> out;
    for (std::size_t y = 0; y < years_; ++y) out.push_back(file_.dates()[first_ + y * quarters_a_year].substr(0, 4));
    return out;
  }

  static constexpr std::size_t quarters_a_year = 4;
  const ResultReader& file_;
  bool yearly_;
  std::size_t first_ = 0, years_ = 0;  // quarter that begins the first whole year; whole years
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

// Calls visit(place in each dimension, value) for each value of a series that exists, in the file's order.
template <class Visit>
void for_each_value(const StoredSeries& series, Contents& contents, Visit&& visit) {
  std::vector<std::size_t> length, at(series.dims.size(), 0);
  for (const std::string& dim : series.dims) length.push_back(contents.of(dim).size());
  for (const double value : contents.numbers(series)) {
    if (!std::isnan(value)) visit(at, value);
    for (std::size_t d = length.size(); d-- > 0 && ++at[d] == length[d];) at[d] = 0;
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

constexpr std::string_view utf8_mark = "\xef\xbb\xbf";

// The program that made the result: "jiuzhou 0.1.0 (3f2ab4c)".
std::string model_name(const ResultReader& file) {
  const std::string source = file.attribute("source");
  return source.substr(0, source.find(", "));
}

// The community's table knows a region, a variable and a time. Of our dimensions the regional ones go to `region`
// ("GD>SD" for what goes from one to the other), the others to the variable ("value_added|agriculture").
void write_iamc(const ResultReader& file, const std::vector<StoredSeries>& series, const ExportOptions& options) {
  NewFile out(options.output);
  if (options.with_mark) out << utf8_mark;
  Contents contents(file, options.yearly);
  out << "model,scenario,region,variable,unit," << (options.yearly ? "year" : "time") << ",value\n";
  const std::string start = csv_field(model_name(file)) + "," + csv_field(scenario_name(file)) + ",";
  const std::string nation = file.attribute("pack"), regions = file.attribute("region_dimension");
  for (const StoredSeries& s : series)
    for_each_value(s, contents, [&](const std::vector<std::size_t>& at, double value) {
      std::string region, variable = s.name;
      for (std::size_t d = 1; d < at.size(); ++d) {
        const std::string &dim = s.dims[d], &code = contents.of(dim)[at[d]];
        if (dim != regions && std::ranges::find(regional, dim) == regional.end())
          variable += "|" + code;
        else
          region += (region.empty() ? "" : ">") + code;
      }
      if (region.empty()) region = nation;
      out << start << csv_field(region) << "," << csv_field(variable) << "," << csv_field(contents.unit(s)) << ","
          << contents.of("time")[at[0]] << "," << shortest(value) << "\n";
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

bool is_of_regions(const std::string& dim) {
  return dim == "from" || dim == "to" || dim == "hukou" || dim == "place";
}

// The English and Chinese name of every entry of a dimension, as fields; the code where the file has none. `from` and
// `to` and the like run over the regions.
std::vector<std::string> names_of(const ResultReader& file, const std::string& dim, const std::string& language,
                                  Contents& contents) {
  const std::string regions = file.attribute("region_dimension");
  for (const std::string& of : {dim, regions.empty() ? std::string("province") : regions})
    if (const std::string name = of + "_name_" + language; file.has(name) && (of == dim || is_of_regions(dim)))
      return file.texts(name);
  return contents.of(dim);
}

void write_csv(const ResultReader& file, const std::vector<StoredSeries>& series, const ExportOptions& options) {
  NewFile out(options.output);
  if (options.with_mark) out << utf8_mark;
  const std::vector<std::string> dims = dimensions_of(series);
  Contents contents(file, options.yearly);
  out << (options.yearly ? "year" : "time")
      << (options.with_names ? ",series,series_en,series_zh,unit" : ",series,unit");
  for (std::size_t d = 0; d < dims.size(); ++d) {
    out << "," << csv_field(dims[d]);
    for (const char* language : {"en", "zh"})
      if (options.with_names) out << "," << csv_field(dims[d] + "_" + language);
  }
  out << ",value\n";
  const auto label = [&](const std::string& dim) {
    std::vector<std::string> fields;
    const auto en = names_of(file, dim, "en", contents), zh = names_of(file, dim, "zh", contents);
    for (std::size_t i = 0; i < contents.of(dim).size(); ++i)
      fields.push_back(csv_field(contents.of(dim)[i]) +
                       (options.with_names ? "," + csv_field(en[i]) + "," + csv_field(zh[i]) : ""));
    return fields;
  };
  std::map<std::string, std::vector<std::string>> labels;
  for (const std::string& dim : dims) labels[dim] = label(dim);
  const std::string nothing = options.with_names ? ",," : "";
  for (const StoredSeries& s : series) {
    std::vector<std::size_t> column(s.dims.size(), 0);  // of each of the series' dimensions
    for (std::size_t d = 1; d < s.dims.size(); ++d)
      column[d] = static_cast<std::size_t>(std::ranges::find(dims, s.dims[d]) - dims.begin());
    const std::string start =
        csv_field(s.name) + (options.with_names ? "," + csv_field(s.long_name) + "," + csv_field(s.long_name_zh) : "") +
        "," + csv_field(contents.unit(s));
    std::vector<const std::string*> fields(dims.size());
    for_each_value(s, contents, [&](const std::vector<std::size_t>& at, double value) {
      std::ranges::fill(fields, &nothing);
      for (std::size_t d = 1; d < at.size(); ++d) fields[column[d]] = &labels.at(s.dims[d])[at[d]];
      out << contents.of("time")[at[0]] << "," << start;
      for (const std::string* f : fields) out << "," << *f;
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
Json write_table(const ResultReader& file, const std::vector<StoredSeries>& table, Contents& contents,
                 const std::vector<std::string>& labelled, const fs::path& folder) {
  const std::vector<std::string>& dims = table.front().dims;
  const std::string name = table_name(dims);
  NewFile out((folder / (name + ".csv")).string());
  Json fields = Json::array(), foreign = Json::array();
  for (const std::string& dim : dims) {
    out << (dim == dims.front() ? "" : ",") << csv_field(dim);
    if (dim == "time") {
      fields.push_back({{"name", dim},
                        {"type", contents.yearly() ? "year" : "date"},
                        {"description", contents.yearly() ? "year" : "first day of the quarter"}});
      continue;
    }
    fields.push_back({{"name", dim}, {"type", "string"}, {"description", file.attribute("long_name", dim)}});
    if (std::ranges::find(labelled, dim) != labelled.end())
      foreign.push_back({{"fields", dim}, {"reference", {{"resource", dim}, {"fields", dim}}}});
  }
  std::vector<std::vector<double>> columns;
  for (const StoredSeries& s : table) {
    out << "," << csv_field(s.name);
    columns.push_back(contents.numbers(s));
    fields.push_back({{"name", s.name},
                      {"type", "number"},
                      {"title", s.long_name},
                      {"description", s.long_name_zh},
                      {"unit", contents.unit(s)},
                      {"cell_methods", s.cell_methods},
                      {"status", s.status}});
  }
  out << "\n";
  std::vector<const std::vector<std::string>*> axes;
  for (const std::string& dim : dims) axes.push_back(&contents.of(dim));
  std::vector<std::size_t> at(axes.size(), 0);
  for (std::size_t row = 0; row < columns.front().size(); ++row) {
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
                  Contents& contents, const fs::path& folder) {
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
  const std::vector<std::string>& codes = contents.of(dim);
  for (std::size_t i = 0; i < codes.size(); ++i) {
    out << csv_field(codes[i]);
    for (const auto& column : columns) out << "," << column[i];
    out << "\n";
  }
  out.finish();
  return resource(dim, "labels of " + dim, std::move(fields), {dim});
}

void write_package(const ResultReader& file, const std::vector<StoredSeries>& series, const ExportOptions& options) {
  const fs::path folder(options.output);
  std::error_code code;
  make_folder(options.output);
  fs::remove(folder / "datapackage.json", code);  // it is there when everything else is
  Contents contents(file, options.yearly);
  Json resources = Json::array(), labels = Json::array();
  std::vector<std::string> labelled;
  for (const std::string& dim : dimensions_of(series)) {
    const auto found = file.labels_of(dim);
    if (found.empty()) continue;
    labelled.push_back(dim);
    labels.push_back(write_labels(file, dim, found, contents, folder));
  }
  for (const auto& table : by_dimensions(series))
    resources.push_back(write_table(file, table, contents, labelled, folder));
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

std::string export_result(const std::string& path, ExportOptions options) {
  const bool is_package = options.format == ExportFormat::frictionless;
  const char* ending = options.format == ExportFormat::iamc ? ".iamc.csv" : is_package ? ".datapackage" : ".csv";
  if (options.with_names && options.format != ExportFormat::csv)
    throw InputError("--names goes with --csv; the other formats have names of their own");
  if (options.with_mark && is_package) throw InputError("--bom goes with --csv and --iamc");
  const fs::path beside = fs::path(path).replace_extension("").string() + ending;
  std::error_code code;
  std::string& output = options.output;
  if (output.empty())
    output = beside.string();
  else if (!is_package && (output.ends_with('/') || fs::is_directory(output, code)))
    output = (fs::path(output) / beside.filename()).string();
  if (output != "-" || is_package) checked_output(output, is_package ? OutputKind::package : OutputKind::table, {path});
  const ResultReader file = open_result(path);
  if (file.has("run")) throw InputError("'" + path + "' holds many runs; export the file of one of them");
  const std::vector<StoredSeries> series = chosen(file, options.series);
  const auto write = options.format == ExportFormat::iamc ? write_iamc : is_package ? write_package : write_csv;
  write(file, series, options);
  return output;
}

}  // namespace jiuzhou
