#include "output/recorder.hpp"

#include <fmt/core.h>
#include <oneapi/tbb/parallel_for.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <utility>

#include "sim/base/error.hpp"
#include "sim/state/wording.hpp"
#include "sim/text/strict_yaml.hpp"
#include "sim/text/text.hpp"

namespace jiuzhou {

namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t quarters_of_growth = 4;
constexpr std::size_t most_waiting = 4;      // quarters; then the run waits for the disk
constexpr double seconds_between_syncs = 1;  // at most so much is lost in a power failure

double now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

// "of GZ, farming": the entries of the dimensions to which value i of the variable belongs.
std::string place_text(const ResultLayout& layout, const ResultLayout::Variable& variable, std::size_t i) {
  std::string out;
  for (auto name = variable.dimensions.rbegin(); name != variable.dimensions.rend(); ++name) {
    const auto dimension = std::ranges::find(layout.dimensions, *name, &ResultLayout::Dimension::name);
    const std::vector<std::string>& entries = dimension->entries;
    out = entries[i % entries.size()] + (out.empty() ? "" : ", " + out);
    i /= entries.size();
  }
  return out.empty() ? "" : " of " + out;
}

// Every value is a number inside the range that its series declares, or missing where the series may have none.
void check_range(const Series& series, std::span<const double> values, const ResultLayout& layout, Quarter now) {
  const auto fits = [&](double x) {
    if (std::isnan(x)) return !series.missing.empty();
    return std::isfinite(x) && x >= series.range.min && x <= series.range.max;
  };
  const auto odd = std::ranges::find_if_not(values, fits);
  if (odd == values.end()) return;
  const auto variable = std::ranges::find(layout.variables, series.name, &ResultLayout::Variable::name);
  const std::string place = place_text(layout, *variable, static_cast<std::size_t>(odd - values.begin()));
  throw NumericalError(fmt::format("{}{} ({}) is {} in {}, outside {}", series.name, place, series.doc,
                                   std::isfinite(*odd) ? shortest(*odd) : "not a finite number", now.text(),
                                   bounds_text(range_of(series))));
}

}  // namespace

Recorder::Recorder(std::string path, const World& world, const Scenario& scenario,
                   const std::vector<RecordedQuarter>& past)
    : path_(std::move(path)), pack_(world.pack) {
  ResultLayout layout = layout_of(*pack_, scenario, world.notes);
  require(past.empty() || past.size() == static_cast<std::size_t>(world.now - scenario.from + 1),
          "a run that goes on has every quarter so far");
  const Wording words(*pack_);
  std::size_t begin = 0;
  for (const Series& series : series_table()) {
    const auto variable = std::ranges::find(layout.variables, words(series.name), &ResultLayout::Variable::name);
    if (variable == layout.variables.end()) continue;
    recorded_.push_back({&series, begin, variable->values});
    begin += variable->values;
    if (!series.growth_of.empty()) history_[series.growth_of];
  }
  blocks_.resize(layout.variables.size());
  partial_ = std::make_unique<RecordFile>(path_ + ".partial", std::move(layout));
  for (const RecordedQuarter& quarter : past) {
    store(quarter);
    for (const Recorded& r : recorded_)
      if (const auto found = history_.find(r.series->name); found != history_.end())
        found->second.push_back(quarter.values.at(r.begin));
  }
  recorded_quarters_ = past.size();
  synced_ = now();
  thread_ = std::thread([this] { store_all(); });
}

Recorder::~Recorder() {
  end_thread();
}

void Recorder::end_thread() {
  {
    const std::scoped_lock lock(mutex_);
    is_over_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Recorder::store_all() {
  for (;;) {
    RecordedQuarter quarter;
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return is_over_ || !waiting_.empty(); });
      if (waiting_.empty()) return;
      quarter = std::move(waiting_.front());
    }
    std::exception_ptr failure;
    try {
      store(quarter);
    } catch (...) {
      failure = std::current_exception();
    }
    {
      const std::scoped_lock lock(mutex_);
      waiting_.erase(waiting_.begin());
      if (failure) {
        waiting_.clear();
        failure_ = failure;
      }
    }
    changed_.notify_all();
    if (failure) return;
  }
}

void Recorder::store(const RecordedQuarter& quarter) {
  partial_->append(quarter);
  stored_ = partial_->record().quarters.size();
  if (const double t = now(); t - synced_ >= seconds_between_syncs) {
    partial_->sync();
    synced_ = t;
  }
  const Record& record = partial_->record();
  for (std::size_t i = 0; i < blocks_.size(); ++i)
    if (record.quarters.size() % record.layout.variables[i].block == 0) compress(i);
}

void Recorder::compress(std::size_t variable) {
  blocks_[variable].push_back(
      block_of(partial_->record(), variable, recorded_[variable].begin, blocks_[variable].size()));
}

void Recorder::wait() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return waiting_.empty(); });
}

void Recorder::throw_if_failed() {
  const std::scoped_lock lock(mutex_);
  if (failure_) std::rethrow_exception(failure_);
}

std::size_t Recorder::quarters() {
  wait();
  return partial_->quarters_in_file();
}

const Record& Recorder::so_far() {
  wait();
  throw_if_failed();
  return partial_->record();
}

const Record& Recorder::complete() {
  const Record& record = so_far();
  partial_->sync();
  return record;
}

void Recorder::record(const World& world) {
  RecordedQuarter quarter{days(*pack_, world.now), std::vector<double>(partial_->record().layout.values(), missing)};
  tbb::parallel_for(
      std::size_t{0}, recorded_.size(),
      [&](std::size_t i) {
        const Recorded& r = recorded_[i];
        if (r.series->fill != nullptr) r.series->fill(world, std::span(quarter.values).subspan(r.begin, r.values));
      },
      tbb::simple_partitioner());
  const bool is_computed = !world.activity.output.values().empty();  // otherwise only values set by hand are there
  for (const Recorded& r : recorded_)
    if (is_computed && r.series->fill != nullptr)
      check_range(*r.series, std::span(quarter.values).subspan(r.begin, r.values), partial_->record().layout,
                  world.now);
  for (const Recorded& r : recorded_)
    if (const auto found = history_.find(r.series->name); found != history_.end())
      found->second.push_back(quarter.values[r.begin]);
  for (const Recorded& r : recorded_) {
    if (r.series->growth_of.empty() || recorded_quarters_ < quarters_of_growth) continue;
    const std::vector<double>& past = history_.at(r.series->growth_of);
    quarter.values[r.begin] = past.back() / past[recorded_quarters_ - quarters_of_growth] - 1;
  }
  ++recorded_quarters_;
  {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return failure_ || waiting_.size() < most_waiting; });
    if (failure_) std::rethrow_exception(failure_);
    require(!is_over_, "record() after finish()");
    waiting_.push_back(std::move(quarter));
  }
  changed_.notify_all();
}

void Recorder::finish() {
  wait();
  throw_if_failed();
  end_thread();
  const Record& record = partial_->record();
  require(!record.quarters.empty(), "finish() without a quarter");
  tbb::parallel_for(std::size_t{0}, blocks_.size(), [&](std::size_t i) {
    if (record.quarters.size() % record.layout.variables[i].block != 0) compress(i);
  });
  std::vector<double> times;
  for (const RecordedQuarter& quarter : record.quarters) times.push_back(quarter.time);
  write_result(path_, record.layout, "complete", times, blocks_);
  partial_->remove();
}

}  // namespace jiuzhou
