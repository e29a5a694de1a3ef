#include "output/merge.hpp"

#include <fmt/core.h>
#include <oneapi/tbb/parallel_for.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <limits>
#include <map>
#include <optional>
#include <utility>

#include "output/block.hpp"
#include "output/gate.hpp"
#include "output/hdf5.hpp"
#include "output/provenance.hpp"
#include "output/reader.hpp"
#include "output/sweep_folder.hpp"
#include "sim/base/error.hpp"
#include "sim/base/sha256.hpp"
#include "sim/base/stop.hpp"
#include "sim/text/text.hpp"

namespace jiuzhou {

namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

// The shape of the file of all runs, found in a first pass over them.
struct Shape {
  std::vector<StoredSeries> series;
  std::vector<double> times;
  std::vector<std::string> policies, policy_types;
  std::map<std::string, std::vector<std::string>> labels;  // entries of the dimensions that all runs share
  std::string first_file, pack_sha256;
};

bool has_dimension(const StoredSeries& series, std::string_view name) {
  return std::ranges::find(series.dims, name) != series.dims.end();
}

// A result says by itself which run it is.
void compare(const ListedRun& run, const ResultReader& file) {
  std::array<char, 24> seed{};
  std::snprintf(seed.data(), seed.size(), "0x%016llx", static_cast<unsigned long long>(run.seed));
  if (const std::string own = file.attribute("seed"); own != seed.data())
    throw IoError(fmt::format("'{}' is not the run of the list: its seed is {}, and that of the list {}", file.path(),
                              own, seed.data()));
  const std::string source = file.attribute("source"), scenario = file.texts("scenario_yaml").front();
  const std::string start = "jiuzhou ";
  const std::size_t open = source.find(" ("), close = source.find(')');
  if (!source.starts_with(start) || open == std::string::npos || close == std::string::npos || close < open ||
      sha256(scenario) != file.attribute("scenario_sha256") ||
      run_id(source.substr(start.size(), open - start.size()), source.substr(open + 2, close - open - 2),
             file.attribute("pack_sha256"), scenario) != run.id)
    throw IoError(
        fmt::format("'{}' is not the run of the list: it was made by another scenario or program", file.path()));
}

// A dimension that all runs share.
bool is_common(const std::string& dim) {
  return dim != "time" && dim != "policy";
}

void take_in(Shape& shape, const ResultReader& file) {
  if (shape.first_file.empty()) {
    shape.first_file = file.path();
    shape.pack_sha256 = file.attribute("pack_sha256");
  }
  if (file.attribute("pack_sha256") != shape.pack_sha256)
    throw InputError(
        fmt::format("'{}' and '{}' are of different packs and cannot be merged", file.path(), shape.first_file));
  for (const StoredSeries& s : file.series()) {
    const auto known = std::ranges::find(shape.series, s.name, &StoredSeries::name);
    if (known == shape.series.end()) {
      for (const std::string& dim : s.dims)
        if (is_common(dim)) shape.labels.try_emplace(dim, file.texts(dim));
      shape.series.push_back(s);
      continue;
    }
    bool is_same = known->dims == s.dims && known->unit == s.unit;
    for (std::size_t axis = 0; is_same && axis < s.dims.size(); ++axis)
      is_same = !is_common(s.dims[axis]) || s.extent[axis] == known->extent[axis];
    if (!is_same)
      throw IoError(
          fmt::format("'{}' has '{}' in another shape or unit than '{}'", file.path(), s.name, shape.first_file));
  }
  for (const auto& [dim, entries] : shape.labels)
    if (file.has(dim) && file.texts(dim) != entries)
      throw IoError(fmt::format("'{}' has other entries of '{}' than '{}'", file.path(), dim, shape.first_file));
  for (const double time : file.numbers("time"))
    if (const auto place = std::ranges::lower_bound(shape.times, time); place == shape.times.end() || *place != time)
      shape.times.insert(place, time);
  if (!file.has("policy")) return;
  const std::vector<std::string> names = file.texts("policy"), types = file.texts("policy_type");
  for (std::size_t i = 0; i < names.size(); ++i)
    if (std::ranges::find(shape.policies, names[i]) == shape.policies.end()) {
      shape.policies.push_back(names[i]);
      shape.policy_types.push_back(types[i]);
    }
}

void choose(Shape& shape, const std::vector<std::string>& names) {
  if (names.empty()) return;
  std::vector<std::string> all;
  for (const StoredSeries& s : shape.series) all.push_back(s.name);
  for (const std::string& name : names)
    if (std::ranges::find(all, name) == all.end())
      throw InputError(fmt::format("no series {}{}", in_quotes(name), suggestion(name, all)));
  std::erase_if(shape.series, [&](const StoredSeries& s) { return std::ranges::find(names, s.name) == names.end(); });
}

std::string parameter_label(const std::string& path) {
  std::string name = "parameter_" + path;
  for (char& c : name)
    if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'))) c = '_';
  return name;
}

// The parameters of the design, as numbers if every run's value is a number in the same unit.
void label_parameters(ResultFile& out, const std::vector<ListedRun>& runs) {
  std::vector<std::string> paths;
  for (const ListedRun& run : runs)
    for (const auto& [path, value] : run.parameters)
      if (std::ranges::find(paths, path) == paths.end()) paths.push_back(path);
  for (const std::string& path : paths) {
    std::vector<double> numbers;
    std::vector<std::string> texts;
    std::optional<std::string> unit;
    bool are_numbers = true;
    for (const ListedRun& run : runs) {
      const auto found = std::ranges::find(run.parameters, path, &std::pair<std::string, std::string>::first);
      texts.push_back(found == run.parameters.end() ? "" : found->second);
      const auto value = parse_number_and_unit(texts.back());
      are_numbers = are_numbers && (texts.back().empty() || (value && value->unit == unit.value_or(value->unit)));
      if (value) unit = value->unit;
      numbers.push_back(value ? value->number : missing);
    }
    if (are_numbers)
      out.number_labels(parameter_label(path), "run", numbers,
                        path + (unit.value_or("").empty() ? "" : fmt::format(" [{}]", *unit)));
    else
      out.string_labels(parameter_label(path), "run", texts, path);
  }
}

void create_dimensions(ResultFile& out, const Shape& shape, const ResultReader& first) {
  std::vector<std::string> names;
  for (const StoredSeries& s : shape.series)
    for (const std::string& dim : s.dims)
      if (std::ranges::find(names, dim) == names.end()) names.push_back(dim);
  for (const std::string& dim : names) {
    if (dim == "time") {
      const std::string units = first.attribute("units", "time");
      const ResultFile::Attribute time[] = {{"units", units},
                                            {"calendar", "proleptic_gregorian"},
                                            {"standard_name", "time"},
                                            {"axis", "T"},
                                            {"long_name", "first day of the quarter"}};
      out.number_dimension(dim, shape.times, time);
    } else if (dim == "policy") {
      out.string_dimension(dim, shape.policies, "policy name");
      out.string_labels("policy_type", dim, shape.policy_types, "instrument of the policy");
    } else {
      out.string_dimension(dim, first.texts(dim), first.attribute("long_name", dim));
      for (const ResultReader::Labels& label : first.labels_of(dim)) {
        if (label.are_text) {
          out.string_labels(label.name, dim, first.texts(label.name), label.long_name);
          continue;
        }
        std::vector<int> values;
        for (const double x : first.numbers(label.name)) values.push_back(static_cast<int>(x));
        out.integer_labels(label.name, dim, values, label.long_name);
      }
    }
  }
}

std::size_t size_of(const Shape& shape, const StoredSeries& series, std::size_t axis) {
  if (series.dims[axis] == "time") return shape.times.size();
  if (series.dims[axis] == "policy") return shape.policies.size();
  return series.extent[axis];
}

// Where each entry of a run's time or policies lies in the file of all runs; empty for a dimension that all share.
template <class Value>
std::vector<std::size_t> places(const std::vector<Value>& mine, const std::vector<Value>& all) {
  std::vector<std::size_t> out;
  for (const Value& value : mine) out.push_back(static_cast<std::size_t>(std::ranges::find(all, value) - all.begin()));
  return out;
}

// One run's values, moved to their place among all quarters and policies.
std::vector<double> spread(const Shape& shape, const StoredSeries& mine, std::vector<double> values,
                           const std::vector<std::size_t>& time_place, const std::vector<std::size_t>& policy_place) {
  bool is_same = true;
  std::vector<std::size_t> extent;
  for (std::size_t axis = 0; axis < mine.dims.size(); ++axis) extent.push_back(size_of(shape, mine, axis));
  const auto place_of = [&](std::size_t axis, std::size_t i) {
    return mine.dims[axis] == "time" ? time_place[i] : mine.dims[axis] == "policy" ? policy_place[i] : i;
  };
  for (std::size_t axis = 0; axis < extent.size(); ++axis) {
    is_same = is_same && extent[axis] == mine.extent[axis];
    for (std::size_t i = 0; is_same && i < mine.extent[axis]; ++i) is_same = place_of(axis, i) == i;
  }
  if (is_same) return values;
  std::size_t size = 1;
  for (const std::size_t n : extent) size *= n;
  std::vector<double> out(size, missing);
  std::vector<std::size_t> at(extent.size(), 0);
  for (const double value : values) {
    std::size_t to = 0;
    for (std::size_t axis = 0; axis < extent.size(); ++axis) to = to * extent[axis] + place_of(axis, at[axis]);
    out[to] = value;
    for (std::size_t axis = extent.size(); axis-- > 0 && ++at[axis] == mine.extent[axis];) at[axis] = 0;
  }
  return out;
}

class Merger {
 public:
  Merger(const std::string& folder, const std::vector<std::string>& names) : folder_(folder), list_(folder_.list()) {
    const auto reports = folder_.reports();
    for (const ListedRun& run : list_.runs) {
      leave_if_stopped();
      states_.push_back(folder_.state_of(run.id, reports, true));
      if (states_.back() != RunState::done) continue;
      const ResultReader file(folder_.file_of(run.id));
      compare(run, file);
      take_in(shape_, file);
    }
    if (shape_.first_file.empty()) throw InputError(fmt::format("no run in '{}' is done", folder));
    choose(shape_, names);
  }

  MergeSummary write(const std::string& path) {
    ResultFile out(path);
    create(out);
    MergeSummary summary{list_.runs.size(), 0, {}};
    for (std::size_t i = 0; i < list_.runs.size(); ++i) {
      leave_if_stopped();
      if (states_[i] != RunState::done) {
        summary.absent.push_back(fmt::format("{}: {}", list_.runs[i].id, name_of(states_[i])));
        continue;
      }
      copy(out, i);
      ++summary.done;
    }
    out.finish();
    return summary;
  }

 private:
  void create(ResultFile& out) {
    const ResultReader first(shape_.first_file, ResultReader::Time::again);
    const std::string program = fmt::format("jiuzhou {} ({})", version(), revision());
    out.attribute("_NCProperties", fmt::format("version=2,jiuzhou={},hdf5={}", version(), hdf5_version()));
    out.attribute("Conventions", "CF-1.8");
    out.attribute("title", "sweep " + list_.name);
    out.attribute("source", program + ", agent-based simulator of regional economies");
    for (const char* name : {"pack", "pack_title", "pack_title_zh", "pack_sha256", "region_label", "region_label_zh",
                             "region_dimension", "registration", "currency", "money", "money_zh", "units"})
      out.attribute(name, first.attribute(name));
    out.attribute("status", std::ranges::count(states_, RunState::done) == std::ssize(states_)
                                ? "complete"
                                : "runs are missing: see run_status");
    std::vector<std::string> ids, scenarios, statuses;
    std::vector<double> seeds;
    for (std::size_t i = 0; i < list_.runs.size(); ++i) {
      ids.push_back(list_.runs[i].id);
      scenarios.push_back(list_.runs[i].scenario);
      seeds.push_back(static_cast<double>(list_.runs[i].seed));
      statuses.emplace_back(name_of(states_[i]));
    }
    out.string_dimension("run", ids, "id of the run");
    create_dimensions(out, shape_, first);
    out.string_labels("run_scenario", "run", scenarios, "scenario of the run, by its name in the plan");
    out.number_labels("run_seed", "run", seeds, "seed of the run");
    out.string_labels("run_status", "run", statuses, "done, or why the run's values are missing");
    label_parameters(out, list_.runs);
    out.text("plan_yaml", list_.plan, "the plan of the sweep");
    for (const StoredSeries& s : shape_.series) {
      std::vector<ResultFile::Attribute> attributes{{"units", s.unit},
                                                    {"long_name", s.long_name},
                                                    {"long_name_zh", s.long_name_zh},
                                                    {"cell_methods", s.cell_methods},
                                                    {"status", s.status}};
      const std::string coordinates =
          "run_scenario run_seed run_status" + (s.coordinates.empty() ? "" : " " + s.coordinates);
      attributes.push_back({"coordinates", coordinates});
      positions_.push_back(out.variable(s.name, s.dims, 1, true, attributes));
    }
  }

  void copy(ResultFile& out, std::size_t run) {
    const ResultReader file(folder_.file_of(list_.runs[run].id), ResultReader::Time::again);
    const std::vector<std::size_t> time_place = places(file.numbers("time"), shape_.times);
    std::vector<std::size_t> policy_place;
    if (file.has("policy")) policy_place = places(file.texts("policy"), shape_.policies);
    std::vector<std::pair<const StoredSeries*, std::vector<double>>> found(shape_.series.size());
    for (std::size_t i = 0; i < shape_.series.size(); ++i) {
      const auto mine = std::ranges::find(file.series(), shape_.series[i].name, &StoredSeries::name);
      if (mine == file.series().end()) {
        // A run without policies has no series of them; any other missing series was lost.
        if (has_dimension(shape_.series[i], "policy")) continue;
        throw IoError(
            fmt::format("'{}' lacks the series '{}' that other runs have", file.path(), shape_.series[i].name));
      }
      found[i] = {&*mine, file.numbers(mine->name)};
    }
    // Reading and writing are serial; compressing, which is most of the work, is parallel.
    std::vector<Block> blocks(found.size());
    tbb::parallel_for(std::size_t{0}, found.size(), [&](std::size_t i) {
      auto& [series, values] = found[i];
      if (series != nullptr)
        blocks[i] = compressed(spread(shape_, *series, std::move(values), time_place, policy_place));
    });
    for (std::size_t i = 0; i < found.size(); ++i)
      if (found[i].first != nullptr) out.write_block(positions_[i], run, 1, blocks[i]);
  }

  SweepFolder folder_;
  SweepFolder::List list_;
  std::vector<RunState> states_;
  Shape shape_;
  std::vector<std::size_t> positions_;
};

}  // namespace

MergeSummary merge_runs(const std::string& folder, const std::string& output, const std::vector<std::string>& series) {
  checked_output(output, OutputKind::merged, {});
  return Merger(folder, series).write(output);
}

}  // namespace jiuzhou
