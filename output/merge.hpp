// The runs of a sweep as one file with a dimension `run` before time. Real data, not links to the runs' files: a file
// of links opens all of them at once and shows what it cannot open as missing values.
//
// run          the ids, in the plan's order; run_scenario, run_seed and run_status lie along it, and one label
//              parameter_PATH per parameter of the design (dots become underscores)
// series       (run, time, ...), one block per run; rows of runs that are not done are fill, and run_status says why
// time         every quarter of any run; policy: every policy of any run
//
// The file is a function of the runs' files alone: merging the same runs again, or the same sweep made elsewhere, gives
// the same bytes.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace jiuzhou {

struct MergeSummary {
  std::size_t runs = 0, done = 0;
  std::vector<std::string> absent;  // "ID: missing", for each run that is not done
};

// Only the series named, or all. Each source is compared with its checksum before it is opened, and one at a time is
// open. Throws IoError when a source that is done cannot be read, InputError when none is done.
MergeSummary merge_runs(const std::string& folder, const std::string& output, const std::vector<std::string>& series);

}  // namespace jiuzhou
