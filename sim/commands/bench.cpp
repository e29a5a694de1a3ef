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

}  // namespace

int bench(const BenchOptions& options) {
  Diagnostics diagnostics;
  const auto inputs = load_inputs(options.scenario, options.overrides, diagnostics);
  if (!inputs) {
    std::cerr << diagnostics.text();
    return exit_bad_input;
  }
  if (const auto shortage = memory_shortage(*inputs->pack, inputs->scenario)) {
    std::cerr << "error: " << *shortage << "\n";
    return exit_bad_input;
  }
  std::optional<tbb::global_control> limit;
  if (options.threads > 0)
    limit.emplace(tbb::global_control::max_allowed_parallelism, static_cast<std::size_t>(options.threads));
  const auto threads = tbb::global_control::active_value(tbb::global_control::max_allowed_parallelism);
  const Bandwidth bandwidth = measure_bandwidth();
  forget_peak();

  auto start = Clock::now();
  World world = initialise(inputs->pack, inputs->scenario);
  const double building = seconds_since(start);

  const std::size_t n = no_timings().size();
  std::vector<std::vector<double>> by_step(n);
  std::vector<double> quarters, per_person;
  for (int q = 0; q < options.quarters; ++q) {
    StepTimings timings = no_timings();
    const auto agents = static_cast<double>(world.persons.size());
    start = Clock::now();
    advance(world, inputs->scenario.policies, timed(timings));
    quarters.push_back(seconds_since(start));
    per_person.push_back(quarters.back() / agents * 1e9);
    for (std::size_t i = 0; i < n; ++i) by_step[i].push_back(timings[i].seconds);
    begin_next_quarter(world);
  }

  const auto agents = static_cast<double>(world.persons.size());
  const double quarter = median(quarters), bound = 16 * agents / bandwidth.in_place;
  Json out;
  out["program"] = {{"version", version()}, {"revision", revision()}, {"compiler", compiler()}};
  out["machine"] = {{"processor", processor()},
                    {"cores", tbb::info::default_concurrency()},
                    {"kernel", event_kernel().name},
                    {"copy_bytes_per_second", bandwidth.copy},
                    {"in_place_bytes_per_second", bandwidth.in_place}};
  out["run"] = {
      {"scenario", inputs->scenario.title.en}, {"weight", inputs->scenario.weight}, {"threads", threads},
      {"persons", world.persons.size()},       {"firms", world.firms.size()},       {"quarters", options.quarters}};
  out["building_seconds"] = building;
  out["quarter_seconds"] = quarter;
  out["quarter_seconds_each"] = quarters;
  out["ns_per_person_step"] = median(per_person);
  out["person_steps_per_second_and_core"] = agents / quarter / static_cast<double>(threads);
  out["peak_bytes"] = peak_bytes();
  out["peak_bytes_per_person"] = peak_bytes() / agents;
  out["estimated_bytes"] = bytes_needed(*inputs->pack, inputs->scenario.parameters, inputs->scenario.weight);
  out["bandwidth_bound_seconds"] = bound;
  out["fraction_of_bound"] = bound / quarter;
  const StepTimings names = no_timings();
  Json& out_steps = out["step_seconds"] = Json::object();
  for (std::size_t i = 0; i < n; ++i) out_steps[std::string(names[i].name)] = median(by_step[i]);

  if (options.as_json) {
    std::cout << out.dump(2) << "\n";
    return exit_done;
  }
  std::printf("%s, %d cores, kernel %.*s: copy %.1f GB/s, in place %.1f GB/s with %zu threads\n", processor().c_str(),
              tbb::info::default_concurrency(), static_cast<int>(event_kernel().name.size()),
              event_kernel().name.data(), bandwidth.copy / 1e9, bandwidth.in_place / 1e9,
              static_cast<std::size_t>(threads));
  std::printf("%zu persons (one for %lld), %zu firms; built in %.2f s\n", world.persons.size(),
              static_cast<long long>(inputs->scenario.weight), world.firms.size(), building);
  std::printf("quarter %.4f s (median of %d), %.2f ns per person-step, %.0f million person-steps a second and core\n",
              quarter, options.quarters, median(per_person), agents / quarter / static_cast<double>(threads) / 1e6);
  std::printf(
      "peak memory %.2f GB (estimated %.2f), %.1f bytes per person; every person read and written once: %.4f s, %.1f "
      "%% of the quarter\n",
      peak_bytes() / 1e9, out["estimated_bytes"].get<double>() / 1e9, peak_bytes() / agents, bound,
      100 * bound / quarter);
  std::printf("\n%-18s %10s %7s %12s\n", "step", "seconds", "share", "ns/person");
  for (std::size_t i = 0; i < n; ++i) {
    const double s = median(by_step[i]);
    std::printf("%-18.*s %10.4f %6.1f%% %12.3f\n", static_cast<int>(names[i].name.size()), names[i].name.data(), s,
                100 * s / quarter, s / agents * 1e9);
  }
  return exit_done;
}

}  // namespace jiuzhou
