// What the program says of its own commands.
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>

namespace fs = std::filesystem;

namespace {

std::string help_of(const std::string& command) {
  const fs::path file = fs::temp_directory_path() / ("jiuzhou_help_" + std::to_string(getpid()));
  EXPECT_EQ(std::system(("'" PROGRAM "' " + command + " --help >'" + file.string() + "'").c_str()), 0) << command;
  std::ifstream in(file, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  fs::remove(file);
  return text;
}

// The indented lines after a heading.
std::vector<std::string> lines_under(const std::string& heading, const std::string& text) {
  std::istringstream in(text.substr(std::min(text.find("\n" + heading + "\n"), text.size())));
  std::vector<std::string> lines;
  std::string line;
  std::getline(in, line), std::getline(in, line);
  while (std::getline(in, line) && line.starts_with(" ")) lines.push_back(line);
  return lines;
}

TEST(Commands, HelpHasTheirOwnExamplesAndWhatTheyCanEndWith) {
  for (const std::string command : {"run", "check", "compare", "describe", "export", "sweep", "sweep status",
                                    "sweep verify", "sweep merge", "recover", "bench", "pack new"}) {
    const std::string text = help_of(command);
    const auto examples = lines_under("Examples", text), statuses = lines_under("Exit status", text);
    EXPECT_TRUE(examples.size() >= 1 && examples.size() <= 3) << text;
    for (const std::string& example : examples)
      EXPECT_TRUE(example.starts_with("  jiuzhou " + command + " ")) << command << ": " << example;
    EXPECT_GE(statuses.size(), 4U) << text;
    // Only what computes can be stopped or leave its range.
    const bool computes = command == "run" || command.starts_with("sweep") || command == "bench";
    EXPECT_EQ(text.find("\n   3  ") != std::string::npos, computes && command != "sweep merge") << text;
    EXPECT_EQ(text.find("\n  75  ") != std::string::npos, computes && command != "bench") << text;
  }
}

}  // namespace
