// What the program does for each of its commands. Each returns the exit status.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "output/export.hpp"
#include "sim/commands/effect.hpp"
#include "sim/commands/run.hpp"

namespace jiuzhou {

// A readable file of what an interrupted run finished.
int recover_result(const std::string& file, const std::string& output);
// Scenarios, with changes as in load_inputs(), and pack folders.
int check(const std::vector<std::string>& paths, const std::vector<std::string>& overrides, bool show_resolved);
// An empty pack to be filled. `currency` is CODE:word or CODE:word:scale; codes are joined by commas.
struct NewPack {
  std::string folder, regions, industries, region_label = "region", currency = "CNY:yuan", registration = "none";
  int base_year = 2020;
};
int new_pack(const NewPack& given);
// A pack with regions split into the places of a table; nothing is left behind when something is wrong.
struct SplitPack {
  std::string pack, places, folder;
};
int split_pack(const SplitPack& given);
// Results in pairs: base, policy, base, policy ...; or one folder of a sweep, with names of its scenarios.
int compare(const std::vector<std::string>& files, const std::string& base, const std::vector<std::string>& policies,
            const EffectView& view);
// "parameters", "series", "state", "steps", "instruments", "indicators", "impose", "pack" or "schema".
int describe(const std::string& topic, const std::string& pack_folder, bool as_json);

// "vat 60 %, debt 40 %": sources from `first` up to `last`, with what governments pay their parts.
std::string sources_text(const BySource& sources, std::size_t first, std::size_t last);

// A result file as tables that other programs read.
int export_table(const std::string& file, const ExportOptions& options);

// Calls a command and turns what it throws into a message and an exit status.
int guarded(const std::function<int()>& command);

}  // namespace jiuzhou
