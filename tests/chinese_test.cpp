// Everything that is declared has a name in Chinese, and the catalogue of names has nothing else.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <string>

#include "output/series.hpp"
#include "sim/base/declare.hpp"
#include "sim/instruments/indicators.hpp"
#include "sim/instruments/instrument.hpp"
#include "sim/parameters.hpp"
#include "sim/scenario/load_scenario.hpp"
#include "sim/state/levers.hpp"
#include "sim/text/chinese_errors.hpp"
#include "sim/text/language.hpp"

namespace jiuzhou {
namespace {

struct Declared {
  std::set<std::string> names, units;
};

Declared everything() {
  Declared out;
  Parameters parameters = with_defaults<Parameters>();
  const ParameterList list = parameters_of(parameters);
  for (const Parameter& p : list.all()) {
    out.names.insert(p.path);
    out.units.emplace(p.spec.unit);
  }
  for (const auto& [group, doc] : list.groups()) out.names.insert("group." + group);
  for (const auto& [type, make] : instrument_catalogue()) {
    out.names.insert(type);
    const auto instrument = make();
    const ParameterList fields = instrument->parameters();
    for (const Parameter& p : fields.all()) {
      out.names.insert(type + "." + p.path);
      out.units.emplace(p.spec.unit);
    }
  }
  for (const Indicator& i : indicators()) {
    out.names.insert("indicator." + std::string(i.name));
    out.units.emplace(i.unit);
  }
  for (const ImposedKind& kind : imposed_kinds()) {
    out.names.insert("impose." + std::string(kind.name));
    out.units.emplace(kind.spec.unit);
  }
  for (std::size_t k = 0; k < source_count; ++k)
    out.names.insert("source." + std::string(name_of(static_cast<Source>(k))));
  for (const Series& s : series_table()) out.units.emplace(s.unit);
  return out;
}

bool has_chinese(std::string_view text) {
  return std::ranges::any_of(text, [](char c) { return (static_cast<unsigned char>(c) & 0x80) != 0; });
}

TEST(Chinese, EverythingDeclaredHasAName) {
  for (const std::string& name : everything().names)
    EXPECT_TRUE(has_chinese(chinese_name(name))) << name << " needs a line in sim/text/chinese.cpp";
}

TEST(Chinese, EveryNameIsOfSomethingDeclared) {
  const std::set<std::string> declared = everything().names;
  std::set<std::string_view> seen;
  for (const std::string_view name : chinese_names()) {
    EXPECT_TRUE(declared.contains(std::string(name))) << name << " is not declared any more";
    EXPECT_TRUE(seen.insert(name).second) << name << " is there twice";
  }
}

TEST(Chinese, EveryUnitHasOne) {
  for (const std::string& unit : everything().units)
    EXPECT_FALSE(chinese_unit(unit).empty()) << "'" << unit << "' has a part that sim/text/chinese.cpp does not know";
  EXPECT_EQ(chinese_unit("yuan/person/quarter"), "元/人/季");
  EXPECT_EQ(chinese_unit("furlong/quarter"), "");
}

TEST(Chinese, EverySeriesHasAName) {
  for (const Series& s : series_table()) EXPECT_TRUE(has_chinese(s.zh)) << s.name;
}

// Every message that a test of errors expects is said in Chinese, too, with each name and number in quotes that it has.
TEST(Chinese, ErrorsAreSaidWithAllThatTheyName) {
  std::set<std::string> messages;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(SOURCE_DIR "/tests/errors")) {
    if (entry.path().extension() != ".expected") continue;
    std::ifstream in(entry.path());
    for (std::string line; std::getline(in, line);)
      if (const std::size_t at = line.find("error: "); at != std::string::npos && !line.starts_with("  "))
        messages.insert(line.substr(at + 7));
  }
  ASSERT_GT(messages.size(), 250U);
  for (const std::string& message : messages) {
    const std::string zh = error_in_chinese(message);
    EXPECT_NE(zh, message) << "needs a form in sim/text/chinese_errors.cpp";
    // What is named by the message: words in quotes that hold a place, a name or a number of the user's.
    static const std::regex named("'[^' ]*[0-9_.][^' ]*'");
    for (std::sregex_iterator it(message.begin(), message.end(), named), end; it != end; ++it)
      EXPECT_NE(zh.find(it->str()), std::string::npos) << message << "\n" << zh;
  }
}

TEST(Chinese, AnErrorOfTheUsersIsSaidInTheLanguageAskedFor) {
  EXPECT_EQ(error_in_chinese("unknown region 'XX'; allowed: AA, BB, CC"), "未知的地区'XX'；可用：AA, BB, CC");
  EXPECT_EQ(error_in_chinese("in scenario 'toy': unknown policy 'hlep'; did you mean 'help'?"),
            "情景'toy'中：未知的政策'hlep'；是否想写'help'？");
  EXPECT_EQ(error_in_chinese("no form has this"), "no form has this");
}

// A Chinese character is as wide as two others.
TEST(Chinese, ColumnsAreThoseOfATerminal) {
  EXPECT_EQ(columns_of("GDP ±1"), 6U);
  EXPECT_EQ(columns_of("全国"), 4U);
  EXPECT_EQ(columns_of("（%）"), 5U);
  EXPECT_EQ(columns_of("~ +0.1"), 6U);
}

TEST(Chinese, TheLanguageIsTheEnvironmentsUnlessOneIsNamed) {
  EXPECT_EQ(parse_language("zh"), Language::zh);
  EXPECT_FALSE(parse_language("fr"));
  const std::string program = PROGRAM;
  const auto said = [&](const std::string& before, const std::string& after) {
    const std::string file = testing::TempDir() + "/jiuzhou_said";
    const std::string command = "env -u LC_ALL -u LC_MESSAGES " + before + " '" + program + "' describe instruments " +
                                after + " >'" + file + "'";
    EXPECT_EQ(std::system(command.c_str()), 0);
    std::ifstream in(file);
    return std::string(std::istreambuf_iterator<char>(in), {}).find("财政转移支付") != std::string::npos;
  };
  EXPECT_TRUE(said("LANG=zh_CN.UTF-8", ""));
  EXPECT_FALSE(said("LANG=zh_CN.UTF-8", "--lang en"));
  EXPECT_TRUE(said("LANG=C", "--lang zh"));
  EXPECT_FALSE(said("LANG=C LC_ALL=en_GB.UTF-8", ""));
}

}  // namespace
}  // namespace jiuzhou
