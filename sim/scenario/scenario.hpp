// A scenario: what is asked of the model. Read from YAML with `extends` and --set resolved, every value checked.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "sim/base/calendar.hpp"
#include "sim/instruments/instrument.hpp"
#include "sim/parameters.hpp"
#include "sim/scenario/pack.hpp"

namespace jiuzhou {

struct Scenario {
  std::string file;          // as the user wrote it
  Label title, description;
  std::string pack_folder;   // resolved
  Quarter from, until;       // both inclusive
  std::uint64_t seed = 1;
  std::int64_t weight = 1000;
  Parameters parameters = with_defaults<Parameters>();
  std::vector<std::unique_ptr<Instrument>> policies;  // in file order
  std::string resolved;      // canonical YAML of everything above
};

}  // namespace jiuzhou
