// The headers of the steps: what a step writes of the state is what its header says, so that who reads the headers
// knows the order of events.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <regex>
#include <set>
#include <sstream>
#include <string_view>

#include "sim/base_year/initialise.hpp"
#include "sim/instruments/instrument.hpp"
#include "sim/instruments/policies.hpp"
#include "sim/pack/load_pack.hpp"
#include "sim/period.hpp"
#include "sim/scenario/load_scenario.hpp"
#include "sim/text/diagnostics.hpp"
#include "tests/files.hpp"

namespace jiuzhou {

namespace {

namespace fs = std::filesystem;

// Names under `Writes`, such as firms.wage from "firms.{price, wage}", and whole groups such as persons, as
// "persons.*".
std::set<std::string> written_by_header(const std::string& step) {
  fs::path path = fs::path(SOURCE_DIR) / "sim" / "steps" / (step + ".cpp");
  if (!fs::exists(path)) path = fs::path(SOURCE_DIR) / "sim" / "instruments" / "policies.cpp";  // levers, triggers
  std::ifstream file(path);
  std::string text, line;
  bool inside = false;
  while (std::getline(file, line) && line.starts_with("//")) {
    if (line.starts_with("// Writes"))
      inside = true;
    else if (line == "//" || (line.size() > 3 && line[3] != ' '))
      inside = false;
    if (inside) text += line.substr(9);
  }
  std::set<std::string> names;
  static const std::regex item(R"((\w+)(?:\.(\{[^}]*\}|[\w*]+))?)");
  for (std::sregex_iterator it(text.begin(), text.end(), item), end; it != end; ++it) {
    std::string members = (*it)[2];
    if (members.empty()) members = "*";
    std::erase_if(members, [](char c) { return c == '{' || c == '}' || c == ' '; });
    std::istringstream list(members);
    for (std::string member; std::getline(list, member, ',');) names.insert((*it)[1].str() + "." + member);
  }
  return names;
}

bool covers(const std::set<std::string>& names, const std::string& path) {
  return names.contains(path) || names.contains(path.substr(0, path.find('.')) + ".*");
}

using Contents = std::map<std::string, std::size_t>;  // hash by path

Contents contents(World& world) {
  StateColumns columns;
  world.declare(columns);
  Contents found;
  for (const StateColumn& c : columns.all())
    found[c.path] = std::hash<std::string_view>{}({static_cast<const char*>(c.data), c.bytes});
  return found;
}

class Headers : public testing::TestWithParam<std::string> {};

TEST_P(Headers, StepsWriteWhatTheySay) {
  Trial trial = begin(scenario_folder / (GetParam() + ".yaml"), {"weight=10000"});
  World& world = trial.world;
  const Contents first = contents(world);
  std::set<std::string> groups;
  for (const auto& [path, hash] : first) groups.insert(path.substr(0, path.find('.')));
  std::map<std::string, std::set<std::string>> written;
  for (int quarter = 0; quarter < 14; ++quarter) {
    Contents before = contents(world);
    advance(world, trial.scenario.policies, [&](const Step& step) {
      Contents after = contents(world);
      for (const auto& [path, hash] : after)
        if (const auto old = before.find(path); old == before.end() || old->second != hash)
          written[std::string(step.name)].insert(path);
      before = std::move(after);
    });
    begin_next_quarter(world);
  }
  for (const Step& step : steps()) {
    const std::string name(step.name);
    const std::set<std::string> said = written_by_header(name);
    EXPECT_FALSE(said.empty()) << name << ".cpp has no Writes";
    for (const std::string& path : said) {  // a member that is not there
      if (!groups.contains(path.substr(0, path.find('.'))) || path.ends_with('*')) continue;
      EXPECT_TRUE(first.contains(path)) << name << ".cpp says that it writes " << path;
    }
    for (const std::string& path : written[name])
      EXPECT_TRUE(covers(said, path)) << name << ".cpp does not say that it writes " << path;
  }
}

INSTANTIATE_TEST_SUITE_P(Scenarios, Headers, testing::Values("baseline", "coordinated_development"));

}  // namespace

}  // namespace jiuzhou
