// Sweeps: many runs of a plan (sweep_plan.hpp) into a folder (output/sweep_folder.hpp). Any number of processes, here
// and on other machines that see the folder, work at one plan; each run is computed once, and what is finished is not
// computed again. Each command returns the exit status.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace jiuzhou {

struct SweepOptions {
  std::string plan, folder;
  std::size_t shard = 0, shards = 1;  // run r belongs to shard r mod shards
  int jobs = 0;                       // runs at a time; 0: as many as threads and memory allow
  int threads = 0;                    // of all runs together; 0: all
  int checkpoint_every = 0;           // quarters; 0: only when asked to stop
  bool retry = false;                 // also runs whose numbers left their range in an earlier attempt
  bool keep_states = false;           // of the quarters after which runs part, for later plans of the folder
  bool quiet = false;
  bool with_summary = true;  // on the standard output, how far the shard came
};

int sweep(const SweepOptions& options);
int sweep_status(const std::string& folder);  // 0 when every run is done, 3 when the rest failed, else 75
int sweep_verify(const std::string& folder);  // the same with every checksum; 74 when a file is damaged
int sweep_merge(const std::string& folder, const std::string& output, const std::vector<std::string>& series);

// Runs at a time and threads for each, given what there is. One thread per run is the best use of the threads for as
// long as there are runs for all and their memory allows.
struct SweepSplit {
  int jobs, threads;
};
SweepSplit split_threads(int threads, std::size_t runs, double bytes_per_run, double bytes_available);

}  // namespace jiuzhou
