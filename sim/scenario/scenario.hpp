// A scenario: what is asked of the model. Read from YAML with `extends` and --set resolved, every value checked.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "sim/base/calendar.hpp"
#include "sim/instruments/instrument.hpp"
#include "sim/parameters.hpp"
#include "sim/state/pack.hpp"
#include "sim/state/world.hpp"

namespace jiuzhou {

// A path from outside that the scenario imposes: its values at some quarters.
struct ImposedPath {
  Column<RunQuarter, double> Paths::*path = nullptr;               // of the nation,
  Table<RunQuarter, RegionId, double> Paths::*regional = nullptr;  // or of a region
  std::uint32_t region = 0;
  std::string name;
  std::vector<std::pair<Quarter, double>> points;  // in order, none before the first quarter
};

inline constexpr std::int64_t largest_weight = 1000000;  // people an agent may stand for

struct Scenario {
  std::string file;                // as the user wrote it
  std::vector<std::string> files;  // with those that it extends
  Label title, description;
  std::string pack_folder;  // where it was found; not part of what the scenario says
  Quarter from, until;      // both inclusive
  std::uint64_t seed = 1;
  std::int64_t weight = 1000;
  Parameters parameters = with_defaults<Parameters>();
  std::vector<std::unique_ptr<Instrument>> policies;  // in file order
  std::vector<ImposedPath> imposed;
  std::string resolved;               // canonical YAML of everything above
  std::vector<std::string> warnings;  // what was read and will never act: "plan.yaml:7: warning: ..."
  std::vector<std::string> origins;  // for each line of it, where it came from: "policy.yaml:7", "--set ...", "default"
};

}  // namespace jiuzhou
