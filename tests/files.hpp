// What tests share: a folder of their own, files as bytes, scenarios that are loaded and run.
#pragma once

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "sim/base_year/initialise.hpp"
#include "sim/period.hpp"
#include "sim/scenario/load_scenario.hpp"

namespace jiuzhou {

inline const std::filesystem::path scenario_folder = SOURCE_DIR "/scenarios";
inline const std::string toyland_folder = SOURCE_DIR "/scenarios/packs/toyland";

inline std::string bytes_of(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// A folder that is empty at first and gone with the object.
class Folder {
 public:
  Folder()
      : path_(std::filesystem::temp_directory_path() / ("jiuzhou_test_" + std::to_string(getpid()) + "_" + next())) {
    std::filesystem::remove_all(path_);
    std::filesystem::create_directories(path_);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() {
    std::error_code code;
    std::filesystem::remove_all(path_, code);
  }

  operator const std::filesystem::path&() const { return path_; }  // NOLINT(google-explicit-constructor)
  [[nodiscard]] std::string string() const { return path_.string(); }
  std::filesystem::path operator/(const std::filesystem::path& name) const { return path_ / name; }
  [[nodiscard]] std::string file(const std::string& name) const { return (path_ / name).string(); }
  // Returns the path of the file.
  std::string write(const std::string& name, std::string_view bytes) const {
    const std::filesystem::path path = path_ / name;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << bytes;
    return path.string();
  }

 private:
  static std::string next() {
    static int made = 0;
    return std::to_string(++made);
  }
  std::filesystem::path path_;
};

// A scenario on toyland; what follows may add to it.
inline std::string toy_scenario(const std::string& until, const std::string& more = "") {
  return "title: {en: Toy, zh: 玩具}\npack: " + toyland_folder + "\nhorizon: {until: " + until + "}\n" + more;
}

// Everything the scenario needs; where it is wrong, an exception with what the user would be told.
inline Inputs inputs_of(const std::filesystem::path& scenario, const std::vector<std::string>& overrides = {}) {
  Diagnostics diagnostics;
  auto inputs = load_inputs(scenario.string(), overrides, diagnostics);
  if (!inputs) throw std::runtime_error(diagnostics.text());
  return std::move(*inputs);
}

// A scenario with its world.
struct Trial {
  Scenario scenario;
  World world;

  void step() { advance(world, scenario.policies); }  // without the turn to the next quarter
  void run(int quarters) {
    for (int q = 0; q < quarters; ++q) {
      step();
      begin_next_quarter(world);
    }
  }
};
inline Trial begin(const std::filesystem::path& scenario, const std::vector<std::string>& overrides = {}) {
  Inputs inputs = inputs_of(scenario, overrides);
  World world = initialise(inputs.pack, inputs.scenario);
  return {std::move(inputs.scenario), std::move(world)};
}

}  // namespace jiuzhou
