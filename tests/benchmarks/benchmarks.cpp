// Microbenchmarks of what the speed of a quarter is made of. Whole quarters: `jiuzhou bench`.
//
//   build/release/tests/jiuzhou_benchmarks --benchmark_filter=event
//
// Times of this kind of machine differ by a third between runs: compare within one run, and against `in_place`, which
// does nothing but read and write memory.
#include <benchmark/benchmark.h>

#include <numeric>

#include "sim/base/events.hpp"
#include "sim/base/keyed_order.hpp"
#include "sim/base/sparse_events.hpp"
#include "sim/base_year/initialise.hpp"
#include "sim/period.hpp"
#include "sim/scenario/load_scenario.hpp"

namespace jiuzhou {
namespace {

void per_item(benchmark::State& state, std::size_t items) {
  state.SetItemsProcessed(static_cast<std::int64_t>(items) * static_cast<std::int64_t>(state.iterations()));
}

void in_place(benchmark::State& state) {
  std::vector<std::uint64_t> x(std::size_t{1} << 24U, 1);  // 128 MiB
  for (auto _ : state)
    for (std::uint64_t& v : x) v += 3;
  state.SetBytesProcessed(static_cast<std::int64_t>(16 * x.size()) * static_cast<std::int64_t>(state.iterations()));
}
BENCHMARK(in_place)->Unit(benchmark::kMillisecond);

void event_words(benchmark::State& state) {
  const auto kernels = event_kernels();
  const EventKernel& kernel = kernels[static_cast<std::size_t>(state.range(0))];
  state.SetLabel(std::string(kernel.name));
  std::vector<std::uint32_t> words(event_batch);
  for (auto _ : state) {
    kernel.words({1, 2}, Stream::death, 3, 0, event_batch / event_block, words.data());
    benchmark::DoNotOptimize(words.data());
  }
  per_item(state, event_batch);
}
BENCHMARK(event_words)->DenseRange(0, static_cast<int>(event_kernels().size()) - 1);

// A cohort of 50 000, as of one agent per person in a mean region; hazards in 1/1000.
void event_cohort(benchmark::State& state) {
  constexpr std::size_t members = 50'000;
  std::vector<std::uint64_t> records(members, 0);
  StatusBounds bounds;
  bounds.fill(static_cast<std::uint32_t>(static_cast<double>(state.range(0)) / 1000 * 0x1p32));
  std::uint32_t key = 0;
  for (auto _ : state) {
    std::uint64_t met = 0;
    for_each_below(
        {{1, 2}, Stream::death, ++key, records.data(), members}, bounds, [](std::size_t) {},
        [&](std::size_t i, std::uint32_t) { met += records[i] + i; });
    benchmark::DoNotOptimize(met);
  }
  per_item(state, members);
}
BENCHMARK(event_cohort)->Arg(1)->Arg(20)->Arg(150);

// The same with sparse events: cohorts as of one agent per person, of a thousand, of ten thousand; hazards in 1/1000.
void sparse_events(benchmark::State& state) {
  const auto members = static_cast<std::size_t>(state.range(0));
  std::vector<std::uint64_t> records(members, 0);
  const auto bound = static_cast<std::uint32_t>(static_cast<double>(state.range(1)) / 1000 * 0x1p32);
  SparseEvents events({1, 2}, Stream::death);
  std::uint32_t key = 0;
  constexpr std::size_t cohorts = 16;
  for (auto _ : state) {
    std::uint64_t met = 0;
    events.for_each_event(
        cohorts,
        [&](std::size_t, std::size_t) {
          return SparseEvents::Cohort{++key, records.data(), members, bound};
        },
        [](std::size_t, std::uint64_t, std::uint32_t) { return true; }, [](std::size_t, std::size_t) {},
        [&](std::size_t, std::size_t i, std::uint32_t) { met += records[i] + i; }, [](std::size_t) {});
    benchmark::DoNotOptimize(met);
  }
  per_item(state, cohorts * members);
}
BENCHMARK(sparse_events)->ArgsProduct({{50'000, 55, 5}, {1, 10, 20, 40, 120, 500}});

void sort_keys(benchmark::State& state) {
  std::vector<Keyed> items(static_cast<std::size_t>(state.range(0)));
  for (std::uint32_t i = 0; i < items.size(); ++i) items[i] = {i * 0x9E3779B1U, i};
  for (auto _ : state) {
    std::vector<Keyed> copy = items;
    sort_by_key(copy);
    benchmark::DoNotOptimize(copy.data());
  }
  per_item(state, items.size());
}
BENCHMARK(sort_keys)->Arg(300)->Arg(30'000)->Arg(1'000'000);

World china(std::int64_t weight) {
  Diagnostics diagnostics;
  const auto inputs = load_inputs(std::string(SOURCE_DIR) + "/scenarios/baseline.yaml",
                                  {"--weight=" + std::to_string(weight)}, diagnostics);
  if (!inputs) throw std::runtime_error(diagnostics.text());
  return initialise(inputs->pack, inputs->scenario);
}

void draw(benchmark::State& state) {
  std::size_t persons = 0;
  for (auto _ : state) persons = china(state.range(0)).persons.size();
  per_item(state, persons);
}
BENCHMARK(draw)->Arg(10'000)->Arg(1000)->Unit(benchmark::kMillisecond);

// Items are persons.
void quarter(benchmark::State& state) {
  World world = china(state.range(0));
  for (auto _ : state) {
    advance(world, {});
    begin_next_quarter(world);
  }
  per_item(state, world.persons.size());
}
BENCHMARK(quarter)->Arg(10'000)->Arg(1000)->Arg(100)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace jiuzhou

BENCHMARK_MAIN();
