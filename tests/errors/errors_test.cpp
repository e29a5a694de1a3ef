// Every malformed input in this folder is refused with exactly the expected words, and nothing is written.
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "tests/files.hpp"

namespace fs = std::filesystem;

namespace jiuzhou {

namespace {

const fs::path source = fs::path(SOURCE_DIR) / "tests" / "errors";
const fs::path toyland = fs::path(SOURCE_DIR) / "scenarios" / "packs" / "toyland";

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

std::vector<std::string> cases(const std::string& folder, const std::string& ending) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(source / folder)) {
    fs::path expected = entry.path();
    if (entry.path().extension() == ending && fs::exists(expected.replace_extension(".expected")))
      names.push_back(entry.path().stem().string());
  }
  std::ranges::sort(names);
  return names;
}

std::set<std::string> files_in(const fs::path& folder) {
  std::set<std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) files.insert(entry.path().string());
  return files;
}

// A folder of its own for each case, gone when the case is over.
class Refusal : public testing::TestWithParam<std::string> {
 protected:
  void SetUp() override { output_ = outside_.file("stderr"); }

  void expect_refusal(const std::string& arguments, const fs::path& expected) {
    const std::set<std::string> before = files_in(folder_);
    const std::string command =
        "cd '" + folder_.string() + "' && '" PROGRAM "' " + arguments + " 2>'" + output_ + "' >/dev/null";
    const int status = std::system(command.c_str());
    ASSERT_TRUE(WIFEXITED(status));
    EXPECT_EQ(WEXITSTATUS(status), 2);
    // JIUZHOU_ACCEPT=1 rewrites the expected words; read the difference before committing it.
    if (std::getenv("JIUZHOU_ACCEPT") != nullptr)
      fs::copy_file(output_, expected, fs::copy_options::overwrite_existing);
    EXPECT_EQ(bytes_of(output_), bytes_of(expected));
    EXPECT_EQ(files_in(folder_), before) << "bad input must leave no file";
  }

  Folder folder_, outside_;
  std::string output_;
};

std::string name_of(const testing::TestParamInfo<std::string>& info) {
  return info.param;
}

class BadScenario : public Refusal {};

TEST_P(BadScenario, IsRefusedInTheseWords) {
  for (const auto& entry : fs::directory_iterator(source / "scenarios"))
    if (entry.path().extension() == ".yaml") fs::copy(entry.path(), folder_);
  fs::create_directory_symlink(toyland, folder_ / "toyland");
  std::string arguments = "run " + GetParam() + ".yaml";
  const fs::path more = source / "scenarios" / (GetParam() + ".args");
  if (fs::exists(more))
    for (const std::string& argument : lines_of(bytes_of(more))) arguments += " '" + argument + "'";
  expect_refusal(arguments, source / "scenarios" / (GetParam() + ".expected"));
}

INSTANTIATE_TEST_SUITE_P(Errors, BadScenario, testing::ValuesIn(cases("scenarios", ".yaml")), name_of);

class BadPlan : public Refusal {};

TEST_P(BadPlan, IsRefusedInTheseWords) {
  for (const auto& entry : fs::directory_iterator(source / "plans"))
    if (entry.path().extension() != ".expected") fs::copy(entry.path(), folder_);
  fs::create_directory_symlink(toyland, folder_ / "toyland");
  expect_refusal("sweep " + GetParam() + ".yaml -o out", source / "plans" / (GetParam() + ".expected"));
}

INSTANTIATE_TEST_SUITE_P(Errors, BadPlan, testing::ValuesIn(cases("plans", ".yaml")), name_of);

// "\xNN" to the byte.
std::string with_bytes(const std::string& text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i)
    if (text.compare(i, 2, "\\x") == 0 && i + 4 <= text.size()) {
      out += static_cast<char>(std::stoi(text.substr(i + 2, 2), nullptr, 16));
      i += 3;
    } else {
      out += text[i];
    }
  return out;
}

void write_lines(const fs::path& path, const std::vector<std::string>& lines) {
  std::ofstream out(path, std::ios::binary);
  for (const std::string& line : lines) out << line << "\n";
}

// One line of a patch; a change that changes nothing is a mistake in the case.
void apply(const std::string& change, const fs::path& folder, fs::path& file) {
  const std::size_t blank = std::min(change.find(' '), change.size());
  const std::string verb = change.substr(0, blank);
  const std::string rest = with_bytes(change.substr(std::min(blank + 1, change.size())));
  if (verb == "in") {
    file = folder / rest;
    ASSERT_TRUE(fs::exists(file)) << file;
    return;
  }
  if (verb == "delete") {
    ASSERT_TRUE(fs::remove(folder / rest)) << rest;
    return;
  }
  std::vector<std::string> lines = lines_of(bytes_of(file));
  if (verb == "append") {
    lines.push_back(rest);
  } else if (verb == "line" || verb == "remove") {
    const std::size_t number = std::stoul(rest);
    ASSERT_LE(number, lines.size());
    const auto at = lines.begin() + static_cast<std::ptrdiff_t>(number) - 1;
    if (verb == "line")
      *at = rest.substr(rest.find(' ') + 1);
    else
      lines.erase(at);
  } else if (verb == "drop") {
    const auto at = std::ranges::find_if(lines, [&](const std::string& line) { return line.starts_with(rest); });
    ASSERT_NE(at, lines.end()) << change;
    lines.erase(at);
  } else {
    ASSERT_EQ(verb, "replace");
    const std::size_t arrow = rest.find(" => ");
    const std::string old = rest.substr(0, arrow);
    const auto at =
        std::ranges::find_if(lines, [&](const std::string& line) { return line.find(old) != std::string::npos; });
    ASSERT_NE(at, lines.end()) << change;
    at->replace(at->find(old), old.size(), rest.substr(arrow + 4));
  }
  write_lines(file, lines);
}

class BadPack : public Refusal {};

TEST_P(BadPack, IsRefusedInTheseWords) {
  fs::copy(toyland, folder_ / "pack", fs::copy_options::recursive);
  fs::path file;
  for (const std::string& change : lines_of(bytes_of(source / "packs" / (GetParam() + ".patch"))))
    ASSERT_NO_FATAL_FAILURE(apply(change, folder_ / "pack", file));
  expect_refusal("check pack", source / "packs" / (GetParam() + ".expected"));
}

// A case whose expected words were forgotten would never be tried.
TEST(Errors, EveryFileIsACaseOrHelpsOne) {
  for (const char* folder : {"scenarios", "plans"}) {
    std::string all;
    for (const auto& entry : fs::directory_iterator(source / folder))
      if (entry.path().extension() == ".yaml") all += bytes_of(entry.path()) + "\n";
    for (const auto& entry : fs::directory_iterator(source / folder)) {
      fs::path expected = entry.path();
      if (fs::exists(expected.replace_extension(".expected"))) continue;
      EXPECT_NE(all.find(entry.path().filename().string()), std::string::npos)
          << entry.path() << " is tried by nothing";
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Errors, BadPack, testing::ValuesIn(cases("packs", ".patch")), name_of);

}  // namespace

}  // namespace jiuzhou
