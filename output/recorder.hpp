// The recorder writes a run's result, while the run goes on.
//
//   X.h5.partial  the record of the quarters so far (record.hpp): what a killed run leaves; `jiuzhou recover` reads it
//   X.h5.tmp      being created; of no use to anyone
//   X.h5          the result, complete; appears at once, when finish() has brought it to the disk
//
// record() takes the quarter's numbers from the world; a thread of the recorder's own stores and compresses them, and
// never sees the world.
//
// The result is a function of the scenario, the pack, the seed and the program: it carries no time and no machine, and
// a run that was interrupted and resumed leaves the same bytes.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <exception>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "output/record.hpp"
#include "output/series.hpp"
#include "sim/scenario/scenario.hpp"
#include "sim/state/world.hpp"

namespace jiuzhou {

class Recorder {
 public:
  // `past` holds the quarters up to world.now of a run that goes on from a checkpoint. Missing folders are made. An
  // older partial file of another run is overwritten; IoError if a run is writing it.
  Recorder(std::string path, const World& world, const Scenario& scenario,
           const std::vector<RecordedQuarter>& past = {});
  Recorder(const Recorder&) = delete;
  Recorder& operator=(const Recorder&) = delete;
  ~Recorder();

  void record(const World& world);  // the quarter world.now, once per quarter
  void finish();                    // writes the final file and removes the partial one

  [[nodiscard]] std::size_t stored() const { return stored_; }  // quarters that the partial file has by now
  // These wait until all that was recorded is stored.
  [[nodiscard]] std::size_t quarters();    // in the partial file; does not throw
  [[nodiscard]] const Record& so_far();    // all that was recorded
  [[nodiscard]] const Record& complete();  // the same, brought to the disk

 private:
  struct Recorded {
    const Series* series;
    std::size_t begin, values;  // in a quarter's numbers
  };

  void store_all();  // the thread
  void store(const RecordedQuarter& quarter);
  void compress(std::size_t variable);  // its next block
  void wait();                          // until nothing is waiting to be stored
  void throw_if_failed();
  void end_thread();

  std::string path_;
  std::shared_ptr<const Pack> pack_;
  std::vector<Recorded> recorded_;
  std::map<std::string_view, std::vector<double>> history_;  // of the series that others are the growth of
  std::size_t recorded_quarters_ = 0;

  // The thread's, and others' after wait().
  std::unique_ptr<RecordFile> partial_;
  std::vector<std::vector<Block>> blocks_;  // of each variable, complete ones
  double synced_ = 0;                       // seconds of a steady clock

  std::atomic<std::size_t> stored_ = 0;
  std::mutex mutex_;  // of what follows
  std::condition_variable changed_;
  std::vector<RecordedQuarter> waiting_;  // with the one that is being stored in front
  std::exception_ptr failure_;
  bool is_over_ = false;
  std::thread thread_;
};

}  // namespace jiuzhou
