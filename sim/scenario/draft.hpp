// A scenario while it is read. Its files and --set are laid over each other into a draft, one part at a time; once all of
// them are, the draft is checked as a whole, and what it says is written as one canonical text.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sim/pack/find_pack.hpp"
#include "sim/scenario/load_scenario.hpp"
#include "sim/text/strict_yaml.hpp"

namespace jiuzhou {

inline constexpr int longest_horizon = 400;  // quarters

struct Draft {
  Draft(Diagnostics& all_errors, std::shared_ptr<const Pack> known_pack)
      : diagnostics(all_errors), values(all_errors), known(std::move(known_pack)) {}

  Diagnostics& diagnostics;
  YamlValues values;
  Scenario scenario;
  std::shared_ptr<const Pack> known, pack;
  std::optional<PackName> pack_name;  // where the pack is not given as a folder
  std::string pack_beside;            // the folder of the file that names it
  std::vector<YamlNode> parameters;   // of all layers, in order; read when the pack is known
  std::vector<YamlNode> policies;     // of all layers, in order; read when the pack is known
  std::optional<YamlNode> financing;  // of the scenario; policies may say otherwise
  BySource sources = default_sources;
  std::map<std::string, YamlNode> imposed;  // read when the horizon is known
  std::map<std::string, Place> origin;
  std::map<std::string, std::string> pack_origin;  // of parameters that the pack sets
  Place pack_place, from_place, until_place;
  bool is_complete = true;  // no file of the chain is missing, so what is absent is truly absent
  bool horizon_fits = true;
};

// layers.cpp: a file with those that it extends; a change given on the command line.
void read_files(Draft& draft, const std::string& path);
void apply_override(Draft& draft, const std::string& text);

// pack_and_horizon.cpp
void load_pack_of(Draft& draft, const std::string& path);
void read_parameters(Draft& draft);
void take_pack_parameters(Draft& draft);
void check_joint_bounds(Draft& draft);
void check_horizon(Draft& draft, const std::string& path);
// With the words of the pack, its money and its regions, and sums in its money.
ParameterList worded(const Draft& draft, ParameterList list);

// imposed.cpp
std::vector<std::string> imposed_names();
void read_imposed(Draft& draft);
// {2024: 1.2, 2026Q3: 1.3}: a year stands for its first quarter. In order of time; nothing after an error.
std::vector<std::pair<Quarter, double>> read_points(Draft& draft, const YamlNode& node, const std::string& path,
                                                    const Spec& spec);

// financing.cpp
void read_financing(Draft& draft);
void read_financing(Draft& draft, const YamlNode& policy, const std::string& path, const ParameterList& list,
                    Instrument& instrument);
std::string sources_text(const BySource& sources);

// read_policies.cpp
std::string name_of_policy(const YamlNode& policy);  // empty where it has none
void read_policies(Draft& draft);

// resolved.cpp: the canonical text, and for each of its lines where it came from.
void write_resolved(Draft& draft);
// "scenario.yaml:7", or the option as it was given.
std::string place_text(Place place);

// Warns of what is asked for and will not happen.
void warn(Draft& draft, Place place, const std::string& words);
std::string after_the_end(const Draft& draft);  // ", after the run ends in 2035Q4: it has no effect"

}  // namespace jiuzhou
