// `where:` of a policy: selectors over regions and industries, resolved to plain weights.
//
//   region      code, list of codes, or map of code to weight in [0, 1]      industry   the same for industries
//               a region that the pack has split into places stands for all of them
//   block, area, role          of regions: a name or a list of names         sector3, class9   of industries
//   special_area, skill, residence, hukou      persons, not whole regions; for types that act on persons
//   not: {...}                 everything else      and: [{...}, ...]  or: [{...}, ...]
//
// Names in a list are joined by "or", the keys of a map by "and". Weights are joined like sets: "and" takes the
// smaller, "or" the larger, "not" what is left to 1.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/instruments/instrument.hpp"
#include "sim/state/pack.hpp"
#include "sim/text/strict_yaml.hpp"

namespace jiuzhou {

Selection select_all(const Pack& pack);
// A selector of persons: the names it takes are the bits of a mask in the selection.
struct PersonSelector {
  std::string_view key;
  unsigned needs;  // bit of Instrument::selects()
  std::vector<std::string> names;
  std::uint8_t& (*of)(Selection&);
};
const std::vector<PersonSelector>& person_selectors();

std::optional<Selection> read_selection(const YamlNode& node, const std::string& path, const Pack& pack,
                                        const Instrument& policy, Diagnostics& diagnostics);
// `to:`: a region, a list of regions, or selectors over regions. In the order written.
std::optional<std::vector<std::size_t>> read_partners(const YamlNode& node, const std::string& path, const Pack& pack,
                                                      Diagnostics& diagnostics);
// The text that read_selection() reads back; empty when everything is selected.
std::string selection_text(const Selection& selection, const Pack& pack);

}  // namespace jiuzhou
