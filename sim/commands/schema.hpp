// The JSON Schema (draft 07) of scenario files, for editors. Made from the declarations.
#pragma once

#include <nlohmann/json.hpp>

#include "sim/state/pack.hpp"

namespace jiuzhou {

// With a pack its regions, industries, blocks, areas and roles are listed; without one any name will do.
nlohmann::ordered_json scenario_schema(const Pack* pack);

}  // namespace jiuzhou
