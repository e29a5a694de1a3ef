// A pack with some of its regions split into places: its files, of the same form, so that it is a pack like any other.
#pragma once

#include <map>
#include <string>

#include "sim/pack/places.hpp"
#include "sim/state/pack.hpp"
#include "sim/text/diagnostics.hpp"

namespace jiuzhou {

// File name to contents. `name` is the new pack's; the pack is the one whose folder it says, as it was loaded.
std::map<std::string, std::string> split_pack(const Pack& pack, const std::vector<SplitRegion>& places,
                                              const std::string& name, Diagnostics& diagnostics);

}  // namespace jiuzhou
