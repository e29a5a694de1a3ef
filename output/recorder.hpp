// The recorder writes a run's result file quarter by quarter.
//
//   X.h5.tmp      being created; of no use to anyone
//   X.h5.partial  the quarters so far, each complete on its own: what a killed run leaves
//   X.h5          the result, complete; appears at once, when finish() has brought it to the disk
//
// The result is a function of the scenario, the pack, the seed and the program: it carries no time and no machine, and
// a run that was interrupted and resumed leaves the same bytes.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "output/hdf5.hpp"
#include "output/series.hpp"
#include "sim/scenario/scenario.hpp"
#include "sim/world.hpp"

namespace jiuzhou {

class Recorder {
 public:
  enum class Start { fresh, resume };

  // fresh: an older partial file is overwritten unless another run is writing it. resume: the quarters before
  // world.now are taken over from the partial file, which must have them all. Missing folders are made. The scenario
  // must live as long as the recorder.
  Recorder(std::string path, const World& world, const Scenario& scenario, Start start = Start::fresh);

  void record(const World& world);  // the quarter world.now, once per quarter
  void finish();                    // writes the final file and removes the partial one

  [[nodiscard]] std::size_t quarters() const { return times_.size(); }

 private:
  struct Recorded {
    const Series* series;
    std::vector<std::string> dimensions;
    std::size_t values;    // per quarter
    std::size_t position;  // in the file
  };

  void create(ResultFile& file, std::size_t quarters);
  void take_over(const World& world);
  void append(double time, const std::vector<std::vector<double>>& values);

  std::string path_;
  std::shared_ptr<const Pack> pack_;
  const Scenario& scenario_;
  std::vector<std::string> notes_;  // of the run's start
  std::vector<Recorded> recorded_;
  std::vector<double> times_;                               // days since the base date
  std::map<std::string_view, std::vector<double>> history_;  // of the series that others are the growth of
  std::unique_ptr<ResultFile> partial_;
};

}  // namespace jiuzhou
