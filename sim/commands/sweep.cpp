#include "sim/commands/sweep.hpp"

#include <fmt/core.h>
#include <hdf5.h>
#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/info.h>
#include <oneapi/tbb/task_arena.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <map>
#include <mutex>
#include <new>
#include <set>
#include <thread>

#include "output/checkpoint.hpp"
#include "output/files.hpp"
#include "output/gate.hpp"
#include "output/layout.hpp"
#include "output/merge.hpp"
#include "output/sweep_folder.hpp"
#include "sim/base/error.hpp"
#include "sim/base/stop.hpp"
#include "sim/base_year/initialise.hpp"
#include "sim/commands/commands.hpp"
#include "sim/commands/memory.hpp"
#include "sim/commands/run.hpp"
#include "sim/commands/sweep_plan.hpp"
#include "sim/commands/sweep_sharing.hpp"
#include "sim/text/text.hpp"

namespace jiuzhou {

namespace {

namespace fs = std::filesystem;

// The balanced accounts of the runs. Runs that differ only in seed or policies share them; the last ones are kept.
class BaseYears {
 public:
  std::shared_ptr<const BaseYear> of(const Inputs& inputs) {
    const BalanceOptions options = balance_options(inputs.scenario);
    const std::scoped_lock lock(mutex_);
    if (base_ == nullptr || options != options_) {
      base_ = std::make_shared<const BaseYear>(balance(*inputs.pack, options));
      options_ = options;
    }
    return base_;
  }

 private:
  std::mutex mutex_;
  BalanceOptions options_;
  std::shared_ptr<const BaseYear> base_;
};

// The work of one process at its shard.
class Sweeper {
 public:
  Sweeper(const SweepOptions& options, const SweepPlan& plan)
      : options_(options), plan_(plan), folder_(options.folder), states_(options.folder) {
    for (const SweepRun& run : plan.runs) listed_.push_back({run.id, run.scenario, run.seed, run.parameters});
    folder_.keep_list(plan.name, plan.text, listed_);
    std::set<std::string_view> ids;  // points may share a run
    for (std::size_t r = options.shard; r < plan.runs.size(); r += options.shards)
      if (ids.insert(plan.runs[r].id).second) mine_.push_back(r);
  }

  int work() {
    const int threads = options_.threads > 0 ? options_.threads : tbb::info::default_concurrency();
    SweepSplit split = split_threads(threads, mine_.size(), plan_.most_memory,
                                     bytes_available().value_or(plan_.most_memory * threads));
    if (options_.jobs > 0) split = {options_.jobs, std::max(1, threads / options_.jobs)};
    hbool_t is_threadsafe = 0;
    if (H5is_library_threadsafe(&is_threadsafe) < 0 || !is_threadsafe) split = {1, threads};
    const tbb::global_control limit(tbb::global_control::max_allowed_parallelism,
                                    static_cast<std::size_t>(std::max(threads, split.jobs)));
    reports_ = folder_.reports();
    look_for_forks();
    {
      std::vector<std::jthread> workers;
      for (int j = 0; j < split.jobs; ++j)
        workers.emplace_back([this, split] {
          tbb::task_arena arena(split.threads);
          while (const auto i = queue_->take([this] { return is_over(); })) arena.execute([&] { attempt(*i); });
        });
    }
    remove_states();
    return summary();
  }

 private:
  [[nodiscard]] bool is_over() const { return stop_requested() || fatal_ != exit_done; }

  // Among the runs that are still to do; what a finished one shares with them it leaves to nobody.
  void look_for_forks() {
    std::vector<const SweepRun*> all, open;
    std::vector<std::size_t> places;  // of the open ones among mine_
    for (std::size_t i = 0; i < mine_.size(); ++i) {
      const SweepRun& run = plan_.runs[mine_[i]];
      all.push_back(&run);
      const auto report = reports_.find(run.id);
      if (report != reports_.end() && report->second.status == RunReport::Status::done) continue;
      open.push_back(&run);
      places.push_back(i);
    }
    std::vector<Fork> of_mine(mine_.size());
    const std::vector<Fork> of_open = forks(open);
    for (std::size_t i = 0; i < open.size(); ++i) {
      of_mine[places[i]] = of_open[i];
      if (of_open[i].of) of_mine[places[i]].of = places[*of_open[i].of];
    }
    if (options_.keep_states) {  // later plans go on from where this one's policies part from what is finished
      const std::vector<Fork> of_all = forks(all);
      for (std::size_t i = 0; i < all.size(); ++i)
        if (of_all[i].of && !of_mine[i].of) of_mine[i].leaves.insert(of_all[i].after);
    }
    for (const Fork& fork : of_mine)
      if (fork.of) ++users_[{*fork.of, fork.after}];
    queue_.emplace(std::move(of_mine));
  }

  void attempt(std::size_t i) {
    const std::size_t r = mine_[i];
    const SweepRun& run = plan_.runs[r];
    attempt_locked(i, r, run);
    queue_->ended(i);
    drop_state_of(i);
  }

  void attempt_locked(std::size_t i, std::size_t r, const SweepRun& run) {
    try {
      const auto lock = folder_.lock(run.id);
      if (!lock) return note(r, "another process is at it", &busy_);
      if (is_finished(run.id)) return note(r, "", &found_);
      if (has_failed(run.id)) return note(r, "failed before", &failed_);
      compute(i);
    } catch (const IoError& e) {
      give_up(run, exit_io, e.what());
    } catch (const fs::filesystem_error& e) {
      give_up(run, exit_io, e.what());
    } catch (const InputError& e) {
      give_up(run, exit_bad_input, e.what());
    } catch (const std::bad_alloc&) {
      give_up(run, exit_io, "not enough memory; fewer --jobs or a larger weight need less");
    } catch (const std::exception& e) {
      give_up(run, exit_bug, e.what());
    }
  }

  // What the manifests say about a run; read again if another process may have finished it since.
  std::map<std::string, RunReport> report_of(const std::string& id) {
    const std::scoped_lock lock(mutex_);
    if (const auto known = reports_.find(id);
        known == reports_.end() || known->second.status != RunReport::Status::done)
      reports_ = folder_.reports();
    const auto found = reports_.find(id);
    return found == reports_.end() ? std::map<std::string, RunReport>{} : std::map<std::string, RunReport>{*found};
  }

  bool is_finished(const std::string& id) {
    std::error_code code;
    return fs::exists(folder_.file_of(id), code) && folder_.state_of(id, report_of(id), true) == RunState::done;
  }

  [[nodiscard]] bool has_failed(const std::string& id) {
    if (options_.retry) return false;
    const std::scoped_lock lock(mutex_);
    const auto report = reports_.find(id);
    return report != reports_.end() && report->second.status == RunReport::Status::failed && report->second.is_final;
  }

  void compute(std::size_t i) {
    const std::size_t r = mine_[i];
    const SweepRun& run = plan_.runs[r];
    const auto start = std::chrono::steady_clock::now();
    RunReport report{run.id, RunReport::Status::done, {}, {}, false, 0};
    const auto finish = [&] {
      report.wall_seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
      folder_.append(options_.shard, options_.shards, listed_[r], report);
    };
    Diagnostics diagnostics;
    const auto inputs = load_inputs(run.file, run.overrides, diagnostics, plan_.pack);
    if (!inputs || run_id(*inputs) != run.id)
      throw IoError(fmt::format("'{}' or what it extends was changed while the sweep was running", run.file));
    RunOptions options;
    options.output = folder_.file_of(run.id);
    options.progress = ProgressMode::none;
    options.checkpoint_every = options_.checkpoint_every;
    options.resume = options.begin_anew = true;
    branch_off(i, run, *inputs, options);
    if (options.from.empty()) options.base = base_years_.of(*inputs);
    const RunOutcome outcome = run_inputs(*inputs, options, stop_requested);
    if (outcome.status == exit_interrupted) {
      report.status = RunReport::Status::stopped;
      finish();
      return note(r, "stopped", &stopped_);
    }
    if (outcome.status == exit_numerical) {
      report.status = RunReport::Status::failed;
      report.reason = outcome.message;
      report.is_final = true;
      finish();
      return note(r, "FAILED: " + outcome.message, &failed_);
    }
    report.sha256 = sha256_of_file(options.output);
    finish();
    note(r,
         fmt::format("done in {}{}", duration_text(report.wall_seconds),
                     outcome.began.empty() ? "" : ", " + outcome.began),
         &done_, true);
  }

  // Goes on from a state that is there, and leaves those that others go on from.
  void branch_off(std::size_t i, const SweepRun& run, const Inputs& inputs, RunOptions& options) {
    if (const auto found = states_.latest(run)) options.from = found->file;
    for (const Quarter after : queue_->fork(i).leaves)
      if (std::error_code code; fs::exists(states_.file_of(run, after), code))
        queue_->left(i, after);
      else
        options.forks.insert(after);
    options.at_fork = [this, i, &run, &inputs](World& world, const Record& record) {
      leave_state(states_.file_of(run, world.now), world, inputs.scenario, record);
      queue_->left(i, world.now);
    };
  }

  // Where that fails, those who wait for the state begin at their first quarter.
  void leave_state(const std::string& file, World& world, const Scenario& scenario, const Record& record) {
    try {
      if (!states_.has_room(plan_.most_memory)) return;
      const auto lock = folder_.lock(fs::path(file).filename().string().substr(0, run_id_digits));
      if (!lock) return;  // another process is writing it
      make_folder_of(file);
      write_checkpoint(file, world, scenario, record, Durable::no);
    } catch (const IoError&) {
    }
  }

  // The state that run i went on from, after its last user.
  void drop_state_of(std::size_t i) {
    const Fork& fork = queue_->fork(i);
    if (!fork.of || options_.keep_states || is_over()) return;
    const std::scoped_lock lock(mutex_);
    std::error_code code;
    if (--users_[{*fork.of, fork.after}] == 0)
      fs::remove(states_.file_of(plan_.runs[mine_[*fork.of]], fork.after), code);
  }

  void remove_states() {
    constexpr double most_kept = 2 * 1024.0 * 1024 * 1024;  // bytes
    if (options_.keep_states) return states_.remove_oldest(most_kept);
    const auto reports = folder_.reports();
    const auto is_done = [&](const SweepRun& run) {
      const auto report = reports.find(run.id);
      return report != reports.end() && report->second.status != RunReport::Status::stopped;
    };
    if (std::ranges::all_of(plan_.runs, is_done)) states_.remove_all_of(plan_.runs);
  }

  void give_up(const SweepRun& run, int status, const std::string& why) {
    const std::scoped_lock lock(mutex_);
    if (fatal_ == exit_done) fatal_ = status;
    std::cerr << (status == exit_bug ? "this is a bug in jiuzhou, please report it: " : "error: ") << "run " << run.id
              << ": " << why << "\n";
  }

  void note(std::size_t r, const std::string& what, std::size_t* counter, bool with_time_left = false) {
    const std::scoped_lock lock(mutex_);
    ++*counter;
    ++seen_;
    if (options_.quiet || what.empty()) return;
    const SweepRun& run = plan_.runs[r];
    std::string values;
    for (const auto& [path, value] : run.parameters) values += fmt::format(", {}={}", path, value);
    std::cerr << "[" << seen_ << "/" << mine_.size() << "] " << run.id << " " << run.scenario << ", seed " << run.seed
              << values << ": " << what;
    if (with_time_left && seen_ < mine_.size()) {
      const double so_far = std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
      std::cerr << "; "
                << duration_text(so_far / static_cast<double>(done_) * static_cast<double>(mine_.size() - seen_))
                << " left";
    }
    std::cerr << "\n";
  }

  int summary() const {
    const std::size_t left = mine_.size() - seen_ + stopped_;
    std::ostream& out = options_.with_summary ? std::cout : std::cerr;
    if (options_.with_summary || left + failed_ + busy_ > 0)
      out << "shard " << options_.shard << "/" << options_.shards << ": " << mine_.size() << " runs of "
          << plan_.runs.size() << "; " << done_ << " computed, " << found_ << " were done, " << failed_ << " failed, "
          << busy_ << " at another process, " << left << " left\n";
    if (fatal_ != exit_done) return fatal_;
    if (left > 0 || busy_ > 0) {
      out << "not everything is done; the same command goes on\n";
      return exit_interrupted;
    }
    if (failed_ > 0) {
      out << "`jiuzhou sweep status " << options_.folder << "` lists what failed\n";
      return exit_numerical;
    }
    return exit_done;
  }

  const SweepOptions& options_;
  const SweepPlan& plan_;
  SweepFolder folder_;
  std::vector<ListedRun> listed_;
  std::vector<std::size_t> mine_;  // positions in the plan
  const std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  BaseYears base_years_;
  SharedStates states_;
  std::optional<ForkQueue> queue_;
  std::atomic<int> fatal_ = exit_done;
  std::mutex mutex_;  // of what follows
  std::map<std::string, RunReport> reports_;
  std::map<std::pair<std::size_t, Quarter>, std::size_t> users_;  // of the state of a run, who have not ended
  std::size_t seen_ = 0, done_ = 0, found_ = 0, failed_ = 0, busy_ = 0, stopped_ = 0;
};

std::string described(const ListedRun& run) {
  std::string out = fmt::format("{}  {}, seed {}", run.id, run.scenario, run.seed);
  for (const auto& [path, value] : run.parameters) out += fmt::format(", {}={}", path, value);
  return out;
}

int show_states(const std::string& path, bool check) {
  const SweepFolder folder(path);
  const SweepFolder::List list = folder.list();
  const auto reports = folder.reports();
  std::map<RunState, std::size_t> counts;
  std::vector<std::string> scenarios;
  std::map<std::string, std::map<RunState, std::size_t>> by_scenario;
  double seconds = 0;
  std::string rest;
  for (const ListedRun& run : list.runs) {
    const RunState state = folder.state_of(run.id, reports, check);
    ++counts[state];
    if (!by_scenario.contains(run.scenario)) scenarios.push_back(run.scenario);
    ++by_scenario[run.scenario][state];
    if (state == RunState::done) seconds += reports.at(run.id).wall_seconds;
    if (state == RunState::done || state == RunState::missing) continue;
    rest += fmt::format("  {}  {}", name_of(state), described(run));
    if (state == RunState::failed) rest += ": " + reports.at(run.id).reason;
    rest += "\n";
  }
  const auto line = [](const std::map<RunState, std::size_t>& of) {
    std::string out;
    for (const auto& [state, n] : of) out += fmt::format("{}{} {}", out.empty() ? "" : ", ", n, name_of(state));
    return out;
  };
  std::cout << "sweep " << list.name << ": " << list.runs.size() << " runs; " << line(counts)
            << (check ? " (checksums compared)" : "") << "\n";
  for (const std::string& scenario : scenarios)
    std::cout << "  " << scenario << ": " << line(by_scenario[scenario]) << "\n";
  std::cout << rest;
  const std::size_t done = counts[RunState::done];
  if (done > 0) std::cout << "  " << duration_text(seconds / static_cast<double>(done)) << " a run\n";
  if (counts[RunState::damaged] > 0) return exit_io;
  if (done == list.runs.size()) return exit_done;
  return done + counts[RunState::failed] == list.runs.size() ? exit_numerical : exit_interrupted;
}

}  // namespace

SweepSplit split_threads(int threads, std::size_t runs, double bytes_per_run, double bytes_available) {
  const double fit = std::max(1.0, bytes_available / bytes_per_run);
  const int jobs =
      static_cast<int>(std::clamp(std::min(static_cast<double>(runs), fit), 1.0, static_cast<double>(threads)));
  return {jobs, std::max(1, threads / jobs)};
}

int sweep(const SweepOptions& options) {
  listen_for_stop();  // before a long plan is read: a scheduler may take the task back at once
  checked_output(options.folder, OutputKind::sweep, {options.plan});
  Diagnostics diagnostics;
  const auto plan = load_plan(options.plan, diagnostics);
  if (!plan) {
    std::cerr << diagnostics.text() << diagnostics.count() << (diagnostics.count() == 1 ? " error" : " errors")
              << "; nothing was run or written\n";
    return exit_bad_input;
  }
  require_names_apart(*plan->pack);
  for (const std::string& warning : plan->warnings) std::cerr << warning << "\n";
  return Sweeper(options, *plan).work();
}

int sweep_status(const std::string& folder) {
  return show_states(folder, false);
}
int sweep_verify(const std::string& folder) {
  return show_states(folder, true);
}

int sweep_merge(const std::string& folder, const std::string& output, const std::vector<std::string>& series) {
  listen_for_stop();
  std::error_code code;
  std::string file = output.empty() ? folder : output;
  if (file.ends_with('/') || fs::is_directory(file, code)) file = (fs::path(file) / "merged.h5").string();
  const MergeSummary summary = merge_runs(folder, file, series);
  std::cout << summary.done << " of " << summary.runs << " runs are in " << file << "\n";
  for (const std::string& run : summary.absent) std::cout << "  without values: " << run << "\n";
  return summary.done == summary.runs ? exit_done : exit_interrupted;
}

}  // namespace jiuzhou
