// What the program says of its own commands.
#include <gtest/gtest.h>

#include <cstdlib>
#include <sstream>

#include "tests/files.hpp"

namespace jiuzhou {

namespace {

std::string help_of(const std::string& command) {
  const Folder folder;
  const std::string file = folder.file("help");
  EXPECT_EQ(std::system(("'" PROGRAM "' " + command + " --help >'" + file + "'").c_str()), 0) << command;
  return bytes_of(file);
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
                                    "sweep verify", "sweep merge", "recover", "bench", "pack new", "pack split"}) {
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

}  // namespace jiuzhou
