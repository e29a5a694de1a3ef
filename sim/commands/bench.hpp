// `jiuzhou bench`: how fast this machine steps persons, beside how fast it moves memory.
#pragma once

#include <string>
#include <vector>

namespace jiuzhou {

struct BenchOptions {
  std::string scenario;
  std::vector<std::string> overrides;  // as in load_inputs()
  int threads = 0;                     // 0: all
  int quarters = 4;                    // medians over these
  bool as_json = false;
};

// Draws the scenario's population, runs `quarters` quarters without writing a result, and prints seconds per step of
// the quarter, ns per person-step, bytes per person, and the share of the time that reading and writing every person
// once would take at the bandwidth measured in the same run. Returns the exit status.
int bench(const BenchOptions& options);

}  // namespace jiuzhou
