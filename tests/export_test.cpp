// Results as plain tables.
#include "output/export.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>
#include <vector>

#include "output/reader.hpp"
#include "sim/base/error.hpp"
#include "sim/text/text.hpp"
#include "tests/files.hpp"

namespace jiuzhou {
namespace {

namespace fs = std::filesystem;
using Row = std::vector<std::string>;

// A CSV table; no field of these has a line break in it.
std::vector<Row> table(const fs::path& path) {
  std::vector<Row> rows;
  std::istringstream in(bytes_of(path));
  for (std::string line; std::getline(in, line);) {
    Row row(1);
    bool in_quotes = false;
    for (std::size_t i = 0; i < line.size(); ++i) {
      if (line[i] == '"' && in_quotes && i + 1 < line.size() && line[i + 1] == '"')
        row.back() += line[i++];
      else if (line[i] == '"')
        in_quotes = !in_quotes;
      else if (line[i] == ',' && !in_quotes)
        row.emplace_back();
      else
        row.back() += line[i];
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

// Six quarters of toyland with one policy, the first four without growth over the year; made once.
class ExportTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder = std::make_unique<Folder>();
    std::ofstream(*folder / "toy.yaml")
        << "title: {en: 'Toy, a \"test\"', zh: 玩具}\npack: " SOURCE_DIR "/scenarios/packs/toyland\n"
        << "horizon: {until: 2001Q2}\nweight: 10000\n"
        << "policies: [{name: help, type: fiscal_transfer, budget: 100 million yuan/year}]\n";
    ASSERT_EQ(
        std::system(("cd '" + folder->string() + "' && '" PROGRAM "' run toy.yaml -o toy.h5 --progress none >/dev/null")
                        .c_str()),
        0);
  }
  static void TearDownTestSuite() { folder.reset(); }
  [[nodiscard]] static std::string file(const std::string& name) { return folder->file(name); }
  static inline std::unique_ptr<Folder> folder;
};

std::size_t numbers_in(const ResultReader& result) {
  std::size_t n = 0;
  for (const StoredSeries& s : result.series())
    for (const double x : result.numbers(s.name)) n += !std::isnan(x);
  return n;
}

TEST_F(ExportTest, TheCommunitysTableHasEveryNumberOnce) {
  export_result(file("toy.h5"), {.format = ExportFormat::iamc, .output = file("toy.csv")});
  const ResultReader result(file("toy.h5"));
  const std::vector<Row> rows = table(file("toy.csv"));
  EXPECT_EQ(rows.front(), (Row{"model", "scenario", "region", "variable", "unit", "time", "value"}));
  EXPECT_EQ(rows.size() - 1, numbers_in(result));
  std::map<Row, double> values;
  for (std::size_t i = 1; i < rows.size(); ++i) {
    ASSERT_EQ(rows[i].size(), 7U);
    EXPECT_EQ(rows[i][1], "Toy, a \"test\" [" + result.attribute("scenario_sha256").substr(0, 8) + "]");
    const auto value = parse_number(rows[i][6]);
    ASSERT_TRUE(value) << rows[i][6];
    EXPECT_TRUE(values.emplace(Row{rows[i][2], rows[i][3], rows[i][5]}, *value).second)
        << rows[i][2] << rows[i][3] << rows[i][5];
  }
  const std::vector<std::string> regions = result.texts("province"), industries = result.texts("industry");
  const std::size_t r = regions.size(), n = industries.size();
  EXPECT_EQ(values.at({regions[1], "gdp", "2000-07-01"}), result.numbers("gdp")[2 * r + 1]);
  EXPECT_EQ(values.at({regions[1], "output|" + industries[2], "2000-04-01"}),
            result.numbers("output")[(r + 1) * n + 2]);
  EXPECT_EQ(values.at({regions[0] + ">" + regions[2], "trade_flow", "2000-04-01"}),
            result.numbers("trade_flow")[r * r + 2]);
  EXPECT_EQ(values.at({"toyland", "national_gdp", "2001-04-01"}), result.numbers("national_gdp")[5]);
  EXPECT_EQ(values.at({"toyland", "policy_cost|help", "2000-10-01"}), result.numbers("policy_cost")[3]);
  EXPECT_FALSE(values.contains({"toyland", "national_growth", "2000-10-01"}));
  EXPECT_TRUE(values.contains({"toyland", "national_growth", "2001-01-01"}));
}

TEST_F(ExportTest, TheTidyTableHasAColumnPerDimension) {
  export_result(
      file("toy.h5"),
      {.format = ExportFormat::csv, .series = {"employment", "national_gdp", "gdp"}, .output = file("tidy.csv")});
  const ResultReader result(file("toy.h5"));
  const std::vector<Row> rows = table(file("tidy.csv"));
  EXPECT_EQ(rows.front(), (Row{"time", "series", "unit", "province", "industry", "value"}));
  EXPECT_EQ(rows[1], (Row{"2000-01-01", "employment", "person", result.texts("province")[0],
                          result.texts("industry")[0], shortest(result.numbers("employment")[0])}));
  EXPECT_EQ(rows.back()[1], "gdp");
  EXPECT_EQ(rows.back()[4], "");
}

TEST_F(ExportTest, AllNumbersOfTheTidyTableAreThoseOfTheFile) {
  export_result(file("toy.h5"), {.format = ExportFormat::csv, .output = file("all.csv")});
  EXPECT_EQ(table(file("all.csv")).size() - 1, numbers_in(ResultReader(file("toy.h5"))));
}

// A run of six quarters has one whole year: flows are summed over it, stocks are those of its last quarter.
TEST_F(ExportTest, AYearIsASumAMeanOrItsEnd) {
  export_result(
      file("toy.h5"),
      {.series = {"gdp", "wage", "population"}, .output = file("years.csv"), .yearly = true, .with_names = true});
  const ResultReader result(file("toy.h5"));
  const std::vector<Row> rows = table(file("years.csv"));
  EXPECT_EQ(rows.front(), (Row{"year", "series", "series_en", "series_zh", "unit", "province", "province_en",
                               "province_zh", "value"}));
  const auto names = result.texts("province_name_zh");
  const std::size_t n = names.size();
  ASSERT_EQ(rows.size(), 1 + 3 * n);
  const auto gdp = result.numbers("gdp"), wage = result.numbers("wage"), people = result.numbers("population");
  for (std::size_t r = 0; r < n; ++r) {
    double sum = 0, mean = 0;
    for (std::size_t q = 0; q < 4; ++q) {
      sum += gdp[q * n + r];
      mean += wage[q * n + r];
    }
    EXPECT_EQ(rows[1 + r], (Row{"2000", "gdp", result.attribute("long_name", "gdp"),
                                result.attribute("long_name_zh", "gdp"), "yuan/year", result.texts("province")[r],
                                result.texts("province_name_en")[r], names[r], shortest(sum)}));
    EXPECT_EQ(rows[1 + n + r].back(), shortest(mean / 4));
    EXPECT_EQ(rows[1 + n + r][4], "yuan/person/quarter") << "a mean of quarters is one of a quarter";
    EXPECT_EQ(rows[1 + 2 * n + r].back(), shortest(people[3 * n + r]));
  }
}

TEST_F(ExportTest, SpreadsheetsGetTheirMarkAndOthersDoNot) {
  export_result(file("toy.h5"), {.series = {"gdp"}, .output = file("marked.csv"), .with_mark = true});
  export_result(file("toy.h5"), {.series = {"gdp"}, .output = file("plain.csv")});
  EXPECT_EQ(bytes_of(*folder / "marked.csv"), "\xef\xbb\xbf" + bytes_of(*folder / "plain.csv"));
  EXPECT_THROW(export_result(file("toy.h5"), {.format = ExportFormat::iamc, .output = file("y"), .with_names = true}),
               InputError);
  EXPECT_THROW(
      export_result(file("toy.h5"), {.format = ExportFormat::frictionless, .output = file("y"), .with_mark = true}),
      InputError);
  EXPECT_FALSE(fs::exists(*folder / "y"));
}

TEST_F(ExportTest, ADataPackageDescribesEveryTableAndColumnThatItHas) {
  export_result(file("toy.h5"), {.format = ExportFormat::frictionless, .output = file("package")});
  const ResultReader result(file("toy.h5"));
  const auto package = nlohmann::json::parse(bytes_of(*folder / "package" / "datapackage.json"));
  EXPECT_EQ(package["profile"], "tabular-data-package");
  std::size_t numbers = 0;
  std::map<std::string, const nlohmann::json*> resources;
  for (const auto& resource : package["resources"]) resources[resource["name"]] = &resource;
  for (const auto& [name, resource] : resources) {
    const std::vector<Row> rows = table(*folder / "package" / (*resource)["path"]);
    Row columns;
    for (const auto& field : (*resource)["schema"]["fields"]) columns.push_back(field["name"]);
    EXPECT_EQ(rows.front(), columns) << name;
    for (std::size_t i = 1; i < rows.size(); ++i) {
      ASSERT_EQ(rows[i].size(), columns.size()) << name;
      for (std::size_t c = 0; c < columns.size(); ++c)
        numbers += (*resource)["schema"]["fields"][c].contains("unit") && !rows[i][c].empty();
    }
    for (const auto& key : resource->at("schema").value("foreignKeys", nlohmann::json::array())) {
      EXPECT_TRUE(resources.contains(key["reference"]["resource"])) << name;
    }
  }
  EXPECT_EQ(numbers, numbers_in(result));
  EXPECT_EQ(std::distance(fs::directory_iterator(*folder / "package"), {}),
            static_cast<std::ptrdiff_t>(resources.size() + 1));
}

TEST_F(ExportTest, EqualResultsGiveEqualTables) {
  for (const ExportFormat format : {ExportFormat::iamc, ExportFormat::csv}) {
    export_result(file("toy.h5"), {.format = format, .output = file("a")});
    export_result(file("toy.h5"), {.format = format, .output = file("b")});
    EXPECT_TRUE(bytes_of(*folder / "a") == bytes_of(*folder / "b"));
  }
}

TEST_F(ExportTest, WrongRequestsWriteNothing) {
  EXPECT_THROW(export_result(file("none.h5"), {.format = ExportFormat::csv, .output = file("x")}), InputError);
  EXPECT_THROW(export_result(file("toy.yaml"), {.format = ExportFormat::csv, .output = file("x")}), InputError);
  try {
    export_result(file("toy.h5"), {.format = ExportFormat::csv, .series = {"national_gpd"}, .output = file("x")});
    FAIL();
  } catch (const InputError& e) {
    EXPECT_NE(std::string(e.what()).find("did you mean 'national_gdp'?"), std::string::npos) << e.what();
  }
  fs::create_directories(*folder / "occupied");
  std::ofstream(*folder / "occupied" / "letter.txt") << "mine";
  EXPECT_THROW(export_result(file("toy.h5"), {.format = ExportFormat::frictionless, .output = file("occupied")}),
               InputError);
  EXPECT_FALSE(fs::exists(*folder / "x"));
}

// "the tables are in" is said when they are.
TEST_F(ExportTest, AnErrorIsTheOnlyThingThatIsSaid) {
  const auto call = [](const std::string& arguments) {
    return WEXITSTATUS(std::system(
        ("cd '" + folder->string() + "' && '" PROGRAM "' export " + arguments + " --csv >out.txt 2>err.txt").c_str()));
  };
  for (const char* wrong : {"none.h5", "toy.yaml", "toy.h5 --series national_gpd"}) {
    EXPECT_EQ(call(wrong), 2) << wrong;
    EXPECT_EQ(bytes_of(*folder / "out.txt"), "") << wrong;
    EXPECT_TRUE(bytes_of(*folder / "err.txt").starts_with("error: ")) << wrong;
  }
}

// However a file was cut: the first words say so, and the library's are behind them.
TEST_F(ExportTest, ACutFileIsSaidToBeCut) {
  const std::string whole = bytes_of(*folder / "toy.h5");
  for (const double left : {0.1, 0.5, 0.9, 0.999}) {
    std::ofstream(*folder / "cut.h5", std::ios::binary)
        << whole.substr(0, static_cast<std::size_t>(left * static_cast<double>(whole.size())));
    try {
      export_result(file("cut.h5"), {.format = ExportFormat::csv, .output = file("x")});
      ADD_FAILURE() << left;
    } catch (const IoError& e) {
      EXPECT_TRUE(std::string(e.what()).starts_with("'" + file("cut.h5") + "' is cut or damaged (")) << e.what();
    }
  }
}

}  // namespace
}  // namespace jiuzhou
