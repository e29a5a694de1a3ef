#include "output/recorder.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <limits>
#include <optional>
#include <system_error>

#include "output/provenance.hpp"
#include "sim/base/error.hpp"
#include "sim/base/sha256.hpp"

namespace jiuzhou {

namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();
constexpr int quarters_of_growth = 4;

// In the partial file a large series is compressed quarter by quarter and a small one is stored plainly, many
// quarters to a block that is rewritten in place; the final file has blocks of about this many values.
constexpr std::size_t large_series = 256;
constexpr std::size_t plain_rows = 32;
constexpr std::size_t block_values = 32768;

std::string base_date(const Pack& pack) { return std::to_string(pack.base_year) + "-01-01"; }

// Days from the first day of the base year to the first day of the quarter.
double days(const Pack& pack, Quarter quarter) {
  using namespace std::chrono;
  const sys_days base = year(pack.base_year) / January / 1;
  const sys_days first = year(quarter.year()) / month(static_cast<unsigned>(3 * quarter.quarter() - 2)) / 1;
  return static_cast<double>((first - base).count());
}

std::size_t size_of(Dim dim, const Pack& pack, const Scenario& scenario) {
  switch (dim) {
    case Dim::industry: return pack.industry_count();
    case Dim::block: return pack.blocks.size();
    case Dim::area: return pack.areas.size();
    case Dim::policy: return scenario.policies.size();
    case Dim::sector: return scenario.policies.empty() ? 0 : policy_sectors.size();
    default: return pack.region_count();
  }
}

// One value of every entry of a list.
template <class List, class Value>
auto each(const List& list, Value&& value) {
  std::vector<std::decay_t<decltype(value(list.front()))>> out;
  for (const auto& entry : list) out.push_back(value(entry));
  return out;
}

void create_dimensions(ResultFile& file, const Pack& pack, const Scenario& scenario) {
  const std::vector<std::string> regions = each(pack.regions, [](const auto& r) { return r.code; });
  const std::string& region_en = pack.region_label.en;
  file.string_dimension("province", regions, region_en + " code");
  file.string_dimension("industry", each(pack.industries, [](const auto& i) { return i.code; }), "industry code");
  file.string_dimension("from", regions, "origin, " + region_en + " code");
  file.string_dimension("to", regions, "destination, " + region_en + " code");
  file.string_dimension("hukou", regions, "registration, " + region_en + " code");
  file.string_dimension("place", regions, "residence, " + region_en + " code");
  const auto first = [](const auto& entry) { return entry.first; };
  if (!pack.blocks.empty()) file.string_dimension("block", each(pack.blocks, first), "block code");
  if (!pack.areas.empty()) file.string_dimension("area", each(pack.areas, first), "area code");
  if (!scenario.policies.empty()) {
    file.string_dimension("policy", each(scenario.policies, [](const auto& p) { return p->id; }), "policy name");
    file.string_dimension("sector", each(policy_sectors, [](Sector s) { return std::string(name_of(s)); }), "sector of a payer or payee");
  }
}

void create_labels(ResultFile& file, const Pack& pack, const Scenario& scenario) {
  const auto text = [&file](const std::string& dim, const std::string& label, const auto& values,
                            const std::string& doc) { file.string_labels(dim + "_" + label, dim, values, doc); };
  const auto number = [&file](const std::string& dim, const std::string& label, const auto& values,
                              const std::string& doc) { file.integer_labels(dim + "_" + label, dim, values, doc); };
  const std::string& region_en = pack.region_label.en;
  text("province", "name_en", each(pack.regions, [](const auto& r) { return r.name.en; }), region_en + " in English");
  text("province", "name_zh", each(pack.regions, [](const auto& r) { return r.name.zh; }), region_en + " in Chinese");
  text("province", "block", each(pack.regions, [](const auto& r) { return r.block; }), "block it belongs to");
  number("province", "adcode", each(pack.regions, [](const auto& r) { return r.adcode; }), "administrative code");
  number("province", "tile_row", each(pack.regions, [](const auto& r) { return r.tile_row; }), "row in a tile map");
  number("province", "tile_col", each(pack.regions, [](const auto& r) { return r.tile_col; }), "column in a tile map");
  text("industry", "name_en", each(pack.industries, [](const auto& i) { return i.name.en; }), "industry in English");
  text("industry", "name_zh", each(pack.industries, [](const auto& i) { return i.name.zh; }), "industry in Chinese");
  text("industry", "sector", each(pack.industries, [](const auto& i) { return i.sector3; }), "sector it belongs to");
  const auto english = [](const auto& entry) { return entry.second.en; };
  const auto chinese = [](const auto& entry) { return entry.second.zh; };
  if (!pack.blocks.empty()) {
    text("block", "name_en", each(pack.blocks, english), "block in English");
    text("block", "name_zh", each(pack.blocks, chinese), "block in Chinese");
  }
  if (!pack.areas.empty()) {
    text("area", "name_en", each(pack.areas, english), "area in English");
    text("area", "name_zh", each(pack.areas, chinese), "area in Chinese");
  }
  if (!scenario.policies.empty())
    text("policy", "type", each(scenario.policies, [](const auto& p) { return std::string(p->type()); }),
         "instrument of the policy");
}

// Labels that a reader attaches to a variable of these dimensions.
std::string coordinates_of(const std::vector<Dim>& dims) {
  std::string out;
  for (const Dim dim : dims) {
    const char* labels = nullptr;
    if (dim == Dim::region)
      labels = "province_name_en province_name_zh province_block province_adcode province_tile_row province_tile_col";
    if (dim == Dim::industry) labels = "industry_name_en industry_name_zh industry_sector";
    if (dim == Dim::block) labels = "block_name_en block_name_zh";
    if (dim == Dim::area) labels = "area_name_en area_name_zh";
    if (dim == Dim::policy) labels = "policy_type";
    if (labels == nullptr) continue;
    if (!out.empty()) out += ' ';
    out += labels;
  }
  return out;
}

// A field of a CSV table, quoted where it must be.
std::string field(const std::string& text) {
  if (text.find_first_of(",\"\n") == std::string::npos) return text;
  std::string out = "\"";
  for (const char c : text) out += c == '"' ? std::string("\"\"") : std::string(1, c);
  return out + "\"";
}

std::string column_facts(const Pack& pack) {
  std::string out = "table,column,unit,status,source\n";
  for (const ColumnFact& c : pack.columns)
    out += field(c.table) + "," + field(c.column) + "," + field(c.unit) + "," + field(c.status) + "," +
           field(c.source) + "\n";
  return out;
}

void describe_run(ResultFile& file, const Pack& pack, const Scenario& scenario,
                  const std::vector<std::string>& notes) {
  const std::string program = "jiuzhou " + version() + " (" + revision() + ")";
  std::array<char, 19> seed{};
  std::snprintf(seed.data(), seed.size(), "0x%016llx", static_cast<unsigned long long>(scenario.seed));
  file.attribute("_NCProperties", "version=2,jiuzhou=" + version() + ",hdf5=" + hdf5_version());
  file.attribute("Conventions", "CF-1.8");
  file.attribute("title", scenario.title.en);
  file.attribute("title_zh", scenario.title.zh);
  file.attribute("summary", scenario.description.en);
  file.attribute("source", program + ", agent-based simulator of regional economies");
  file.attribute("history", "written by " + program + "; scenario_yaml, the pack and the program make it again");
  file.attribute("first_quarter", scenario.from.text());
  file.attribute("last_quarter", scenario.until.text());
  file.attribute("seed", std::string_view(seed.data(), 18));
  file.attribute("weight", static_cast<int>(scenario.weight));
  file.attribute("pack", pack.name);
  file.attribute("pack_title", pack.title.en);
  file.attribute("pack_title_zh", pack.title.zh);
  file.attribute("pack_sha256", pack.sha256);
  file.attribute("scenario_sha256", sha256(scenario.resolved));
  file.attribute("region_label", pack.region_label.en);
  file.attribute("region_label_zh", pack.region_label.zh);
  file.attribute("paths", scenario.parameters.paths.conditional
                              ? "conditional: known paths after the base year are fed in"
                              : "unconditional: knowledge of the base year only");
  file.attribute("rng", random_generator());
  file.attribute("compiler", compiler());
  file.attribute("hdf5_version", hdf5_version());
  file.attribute("tbb_version", tbb_version());
  file.attribute("units", "money in yuan, people in persons, time in quarters; real values at base-year prices");
  std::string lines;
  for (const std::string& note : notes) lines += note + "\n";
  file.text("scenario_yaml", scenario.resolved, "the scenario with everything it extends; can be run again");
  file.text("notes", lines, "what initialisation moved in the pack's numbers");
  file.text("pack_columns", column_facts(pack), "unit, data status and source of every column of the pack, as CSV");
}

// A rename is on the disk when its folder is.
void put_folder_on_disk(const std::string& path) {
  const std::string folder = std::filesystem::path(path).parent_path().string();
  const int descriptor = open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return;
  fsync(descriptor);
  close(descriptor);
}

// The HDF5 library holds a lock on a file that it is writing.
void refuse_if_in_use(const std::string& path) {
  const int descriptor = open(path.c_str(), O_RDWR | O_CLOEXEC);
  if (descriptor < 0) return;
  const bool busy = flock(descriptor, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK;
  close(descriptor);
  if (busy) throw IoError("cannot write '" + path + "': another run is writing it");
}

}  // namespace

Recorder::Recorder(std::string path, const World& world, const Scenario& scenario, Start start)
    : path_(std::move(path)), pack_(world.pack), scenario_(scenario), notes_(world.notes) {
  for (const Series& series : series_table()) {
    Recorded r{&series, {}, 1, 0};
    for (const Dim dim : series.dims) {
      r.dimensions.emplace_back(name_of(dim));
      r.values *= size_of(dim, *pack_, scenario_);
    }
    if (r.values > 0) recorded_.push_back(std::move(r));
    if (!series.growth_of.empty()) history_[series.growth_of];
  }
  std::error_code error;
  if (const auto folder = std::filesystem::path(path_).parent_path(); !folder.empty())
    std::filesystem::create_directories(folder, error);
  if (error) throw IoError("cannot make the folder of '" + path_ + "': " + error.message());
  const std::string temporary = path_ + ".tmp", partial = path_ + ".partial";
  refuse_if_in_use(partial);
  refuse_if_in_use(temporary);
  try {
    partial_ = std::make_unique<ResultFile>(temporary, ResultFile::Access::create);
    create(*partial_, 0);
    partial_->attribute("status", "running");
    if (start == Start::resume) take_over(world);
    partial_->flush();
    partial_->rename(partial);
  } catch (const IoError&) {
    std::remove(temporary.c_str());
    throw;
  }
}

// Everything of the file but its quarters. `quarters` is 0 for a file that grows.
void Recorder::create(ResultFile& file, std::size_t quarters) {
  describe_run(file, *pack_, scenario_, notes_);
  const std::string since = "days since " + base_date(*pack_) + " 00:00:00";
  const ResultFile::Attribute time[] = {{"units", since},
                                        {"calendar", "proleptic_gregorian"},
                                        {"standard_name", "time"},
                                        {"axis", "T"},
                                        {"long_name", "first day of the quarter"}};
  file.time_dimension("time", time);
  create_dimensions(file, *pack_, scenario_);
  create_labels(file, *pack_, scenario_);
  for (Recorded& r : recorded_) {
    const std::string method = std::string("time: ").append(name_of(r.series->method));
    const std::string coordinates = coordinates_of(r.series->dims);
    std::vector<ResultFile::Attribute> attributes = {{"units", r.series->unit},
                                                     {"long_name", r.series->doc},
                                                     {"long_name_zh", r.series->zh},
                                                     {"cell_methods", method},
                                                     {"status", "simulated"}};
    if (!coordinates.empty()) attributes.push_back({"coordinates", coordinates});
    const bool growing = quarters == 0, large = r.values >= large_series;
    const std::size_t rows = growing ? (large ? 1 : plain_rows) : std::clamp<std::size_t>(block_values / r.values, 1, quarters);
    r.position = file.variable(r.series->name, r.dimensions, rows, !growing || large, attributes);
  }
}

// Copies the quarters before world.now from the partial file of an interrupted run.
void Recorder::take_over(const World& world) {
  const ResultFile old(path_ + ".partial", ResultFile::Access::recover);
  std::vector<double> times = old.read("time");
  const double now = days(*pack_, world.now);
  const auto quarters = static_cast<std::size_t>(std::ranges::lower_bound(times, now) - times.begin());
  const auto expected = static_cast<std::size_t>(std::max(0, world.now - scenario_.from));
  if (quarters != expected)
    throw IoError("cannot resume '" + path_ + ".partial': it has " + std::to_string(quarters) + " quarters before " +
                  world.now.text() + " and should have " + std::to_string(expected));
  std::vector<std::vector<double>> all;
  for (const Recorded& r : recorded_) {
    all.push_back(old.read(r.series->name));
    if (all.back().size() < quarters * r.values)
      throw IoError("cannot resume '" + path_ + ".partial': the series '" + std::string(r.series->name) + "' is cut");
  }
  std::vector<std::vector<double>> values(recorded_.size());
  for (std::size_t q = 0; q < quarters; ++q) {
    for (std::size_t i = 0; i < recorded_.size(); ++i) {
      const auto row = all[i].begin() + static_cast<std::ptrdiff_t>(q * recorded_[i].values);
      values[i].assign(row, row + static_cast<std::ptrdiff_t>(recorded_[i].values));
    }
    append(times[q], values);
  }
}

void Recorder::append(double time, const std::vector<std::vector<double>>& values) {
  const std::size_t row = times_.size();
  for (std::size_t i = 0; i < recorded_.size(); ++i) {
    partial_->write(recorded_[i].position, row, 1, values[i]);
    const auto past = history_.find(recorded_[i].series->name);
    if (past != history_.end()) past->second.push_back(values[i].front());
  }
  partial_->write_time(row, {&time, 1});
  partial_->flush();
  times_.push_back(time);
}

void Recorder::record(const World& world) {
  require(partial_ != nullptr, "record() after finish()");
  std::vector<std::vector<double>> values(recorded_.size());
  std::map<std::string_view, double> now;
  for (std::size_t i = 0; i < recorded_.size(); ++i) {
    const Series& series = *recorded_[i].series;
    values[i].assign(recorded_[i].values, missing);
    if (series.fill != nullptr) series.fill(world, values[i]);
    if (history_.contains(series.name)) now[series.name] = values[i].front();
  }
  for (std::size_t i = 0; i < recorded_.size(); ++i) {
    const Series& series = *recorded_[i].series;
    if (series.growth_of.empty() || times_.size() < quarters_of_growth) continue;
    values[i].front() = now.at(series.growth_of) / history_.at(series.growth_of)[times_.size() - quarters_of_growth] - 1;
  }
  append(days(*pack_, world.now), values);
}

// Writes the result anew, in large blocks: smaller, quick to read, and the same whether the run was resumed or not.
void Recorder::finish() {
  require(partial_ != nullptr, "finish() twice");
  require(!times_.empty(), "finish() without a quarter");
  const std::string temporary = path_ + ".tmp";
  try {
    ResultFile result(temporary, ResultFile::Access::create);
    create(result, times_.size());
    result.attribute("status", "complete");
    for (const Recorded& r : recorded_) result.write(r.position, 0, times_.size(), partial_->read(r.series->name));
    result.write_time(0, times_);
    result.close();
    result.rename(path_);
  } catch (const IoError& error) {
    std::remove(temporary.c_str());
    throw IoError(std::string(error.what()) + "; the quarters so far are in '" + path_ + ".partial'");
  }
  put_folder_on_disk(path_);
  partial_.reset();
  std::remove((path_ + ".partial").c_str());
}

}  // namespace jiuzhou
