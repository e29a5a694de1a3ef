// The program as a process of its own, which can be killed, in a folder of its own.
#pragma once

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "output/record.hpp"
#include "tests/folder_test.hpp"

namespace jiuzhou {

inline const std::string scenarios = SOURCE_DIR "/scenarios/";

inline int how_many(const char* variable, int otherwise) {
  const char* text = std::getenv(variable);
  return text == nullptr ? otherwise : std::atoi(text);
}

inline bool same_quarters(const Record& part, const Record& whole) {
  if (part.quarters.size() > whole.quarters.size()) return false;
  for (std::size_t q = 0; q < part.quarters.size(); ++q) {
    const auto &a = part.quarters[q], &b = whole.quarters[q];
    if (a.time != b.time || a.values.size() != b.values.size() ||
        std::memcmp(a.values.data(), b.values.data(), 8 * a.values.size()) != 0)
      return false;
  }
  return true;
}

class ProgramTest : public FolderTest {
 protected:
  // The program with its output in files; what it prints is read when it has ended. `fault`: see faulty_io.cpp.
  pid_t start(const std::vector<std::string>& arguments, const std::string& fault = "") const {
    const std::string out = file("stdout"), err = file("stderr");
    for (const std::string& path : {out, err}) std::ofstream(path) << "";
    const pid_t child = fork();
    if (child != 0) return child;
    const auto to = [](const std::string& path, int descriptor) {
      dup2(open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0666), descriptor);
    };
    to(out, STDOUT_FILENO);
    to(err, STDERR_FILENO);
    if (!fault.empty()) {
      setenv("LD_PRELOAD", FAULTY_IO, 1);
      // the address sanitizer's library would insist on being the first
      const char* options = std::getenv("ASAN_OPTIONS");
      setenv("ASAN_OPTIONS", (std::string(options == nullptr ? "" : options) + ":verify_asan_link_order=0").c_str(), 1);
      setenv("JIUZHOU_FAULT", fault.c_str(), 1);
      setenv("JIUZHOU_FAULT_LOG", file("fault").c_str(), 1);
    }
    std::vector<char*> argv{const_cast<char*>(PROGRAM)};
    for (const std::string& a : arguments) argv.push_back(const_cast<char*>(a.c_str()));
    argv.push_back(nullptr);
    execv(PROGRAM, argv.data());
    _exit(127);
  }
  static int status_of(pid_t child) {
    int status = 0;
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  }
  [[nodiscard]] int call(const std::vector<std::string>& arguments, const std::string& fault = "") const {
    return status_of(start(arguments, fault));
  }
  [[nodiscard]] std::string said() const { return bytes_of(file("stderr")); }

  // The last quarter that the program called stored.
  [[nodiscard]] std::size_t claimed() const {
    std::istringstream lines(bytes_of(file("stdout")));
    std::size_t stored = 0;
    for (std::string line; std::getline(lines, line);) {
      const auto json = nlohmann::json::parse(line, nullptr, false);
      if (json.is_object() && json.contains("stored")) stored = json["stored"].get<std::size_t>();
    }
    return stored;
  }

  static std::vector<std::string> run_of(const std::string& output, const std::vector<std::string>& more = {},
                                         const std::string& until = "2014Q4") {
    std::vector<std::string> arguments{
        "run", scenarios + "backcast_2012.yaml", "--weight", "20000", "--until", until, "--progress", "json", "-o",
        output};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return arguments;
  }
};

}  // namespace jiuzhou
