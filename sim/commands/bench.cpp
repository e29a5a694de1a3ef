#include "sim/commands/bench.hpp"

#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/info.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <optional>
#include <vector>

#include "output/provenance.hpp"
#include "sim/base/events.hpp"
#include "sim/base/parallel.hpp"
#include "sim/base_year/initialise.hpp"
#include "sim/commands/commands.hpp"
#include "sim/commands/memory.hpp"
#include "sim/period.hpp"
#include "sim/scenario/load_scenario.hpp"

namespace jiuzhou {

namespace {

using Json = nlohmann::ordered_json;
using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

double median(std::vector<double> x) {
  if (x.empty()) return 0;
  std::sort(x.begin(), x.end());
  return x.size() % 2 == 1 ? x[x.size() / 2] : (x[x.size() / 2 - 1] + x[x.size() / 2]) / 2;
}

// Bytes a second, read and written bytes counted; the best of some passes over arrays that no cache holds.
struct Bandwidth {
  double copy = 0, in_place = 0;
};

Bandwidth measure_bandwidth() {
  constexpr std::size_t words = std::size_t{1} << 26U;  // 512 MiB
  constexpr std::size_t block = std::size_t{1} << 16U;
  std::vector<std::uint64_t> a(words, 1), b(words, 2);
  Bandwidth best;
  for (int pass = 0; pass < 5; ++pass) {
    auto start = Clock::now();
    for_each_index(words / block, 1,
                   [&](std::size_t i) { std::copy_n(a.data() + i * block, block, b.data() + i * block); });
    best.copy = std::max(best.copy, 16.0 * words / seconds_since(start));
    start = Clock::now();
    for_each_index(words / block, 1, [&](std::size_t i) {
      for (std::uint64_t* x = a.data() + i * block; x < a.data() + (i + 1) * block; ++x) *x += 3;
    });
    best.in_place = std::max(best.in_place, 16.0 * words / seconds_since(start));
  }
  return best;
}

// Of this process since forget_peak(): the arrays that measure bandwidth do not count.
double peak_bytes() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with("VmHWM:")) return 1024 * std::stod(line.substr(6));
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return 1024.0 * static_cast<double>(usage.ru_maxrss);
}
void forget_peak() {
  std::ofstream("/proc/self/clear_refs") << 5;
}

std::string processor() {
  std::ifstream info("/proc/cpuinfo");
  for (std::string line; std::getline(info, line);)
    if (line.starts_with("model name")) return line.substr(line.find(':') + 2);
  return "unknown";
}

struct Measured {
  std::size_t threads = 1;
  Bandwidth bandwidth;
  double building = 0, peak = 0, estimated = 0;  // seconds, bytes
  double persons = 0, firms = 0;                 // at the end
  std::vector<double> quarters, per_person;      // seconds; nanoseconds
  std::vector<std::vector<double>> by_step;      // seconds

  [[nodiscard]] double quarter() const { return median(quarters); }
  // Every person read and written once.
  [[nodiscard]] double bound() const { return 16 * persons / bandwidth.in_place; }
  [[nodiscard]] double speed() const { return persons / quarter() / static_cast<double>(threads); }
};

Measured measure(const Inputs& inputs, int quarters) {
  Measured m;
  m.threads = tbb::global_control::active_value(tbb::global_control::max_allowed_parallelism);
  m.bandwidth = measure_bandwidth();
  forget_peak();
  auto start = Clock::now();
  World world = initialise(inputs.pack, inputs.scenario);
  m.building = seconds_since(start);

  m.by_step.resize(no_timings().size());
  for (int q = 0; q < quarters; ++q) {
    StepTimings timings = no_timings();
    const auto persons = static_cast<double>(world.persons.size());
    start = Clock::now();
    advance(world, inputs.scenario.policies, timed(timings));
    m.quarters.push_back(seconds_since(start));
    m.per_person.push_back(m.quarters.back() / persons * 1e9);
    for (std::size_t i = 0; i < timings.size(); ++i) m.by_step[i].push_back(timings[i].seconds);
    begin_next_quarter(world);
  }
  m.persons = static_cast<double>(world.persons.size());
  m.firms = static_cast<double>(world.firms.size());
  m.peak = peak_bytes();
  m.estimated = bytes_needed(*inputs.pack, inputs.scenario.parameters, inputs.scenario.weight);
  return m;
}

Json as_json(const Measured& m, const Scenario& scenario) {
  Json out;
  out["program"] = {{"version", version()}, {"revision", revision()}, {"compiler", compiler()}};
  out["machine"] = {{"processor", processor()},
                    {"cores", tbb::info::default_concurrency()},
                    {"kernel", event_kernel().name},
                    {"copy_bytes_per_second", m.bandwidth.copy},
                    {"in_place_bytes_per_second", m.bandwidth.in_place}};
  out["run"] = {{"scenario", scenario.title.en},
                {"weight", scenario.weight},
                {"threads", m.threads},
                {"persons", static_cast<std::size_t>(m.persons)},
                {"firms", static_cast<std::size_t>(m.firms)},
                {"quarters", m.quarters.size()}};
  out["building_seconds"] = m.building;
  out["quarter_seconds"] = m.quarter();
  out["quarter_seconds_each"] = m.quarters;
  out["ns_per_person_step"] = median(m.per_person);
  out["person_steps_per_second_and_core"] = m.speed();
  out["peak_bytes"] = m.peak;
  out["peak_bytes_per_person"] = m.peak / m.persons;
  out["estimated_bytes"] = m.estimated;
  out["bandwidth_bound_seconds"] = m.bound();
  out["fraction_of_bound"] = m.bound() / m.quarter();
  const StepTimings names = no_timings();
  Json& steps = out["step_seconds"] = Json::object();
  for (std::size_t i = 0; i < names.size(); ++i) steps[std::string(names[i].name)] = median(m.by_step[i]);
  return out;
}

void print(const Measured& m, const Scenario& scenario) {
  const std::string kernel(event_kernel().name);
  std::printf("%s, %d cores, kernel %s: copy %.1f GB/s, in place %.1f GB/s with %zu threads\n", processor().c_str(),
              tbb::info::default_concurrency(), kernel.c_str(), m.bandwidth.copy / 1e9, m.bandwidth.in_place / 1e9,
              m.threads);
  std::printf("%.0f persons (one for %lld), %.0f firms; built in %.2f s\n", m.persons,
              static_cast<long long>(scenario.weight), m.firms, m.building);
  std::printf("quarter %.4f s (median of %zu), %.2f ns per person-step, %.0f million person-steps a second and core\n",
              m.quarter(), m.quarters.size(), median(m.per_person), m.speed() / 1e6);
  std::printf(
      "peak memory %.2f GB (estimated %.2f), %.1f bytes per person; every person read and written once: %.4f s, %.1f "
      "%% of the quarter\n",
      m.peak / 1e9, m.estimated / 1e9, m.peak / m.persons, m.bound(), 100 * m.bound() / m.quarter());
  std::printf("\n%-18s %10s %7s %12s\n", "step", "seconds", "share", "ns/person");
  const StepTimings names = no_timings();
  for (std::size_t i = 0; i < names.size(); ++i) {
    const double s = median(m.by_step[i]);
    std::printf("%-18s %10.4f %6.1f%% %12.3f\n", std::string(names[i].name).c_str(), s, 100 * s / m.quarter(),
                s / m.persons * 1e9);
  }
}

}  // namespace

int bench(const BenchOptions& options) {
  Diagnostics diagnostics;
  const auto inputs = load_inputs(options.scenario, options.overrides, diagnostics);
  if (!inputs) {
    std::cerr << diagnostics.text();
    return exit_bad_input;
  }
  for (const std::string& warning : inputs->scenario.warnings) std::cerr << warning << "\n";
  if (const auto shortage = memory_shortage(*inputs->pack, inputs->scenario)) {
    std::cerr << "error: " << *shortage << "\n";
    return exit_bad_input;
  }
  std::optional<tbb::global_control> limit;
  if (options.threads > 0)
    limit.emplace(tbb::global_control::max_allowed_parallelism, static_cast<std::size_t>(options.threads));
  const Measured measured = measure(*inputs, options.quarters);
  if (options.as_json)
    std::cout << as_json(measured, inputs->scenario).dump(2) << "\n";
  else
    print(measured, inputs->scenario);
  return exit_done;
}

}  // namespace jiuzhou
