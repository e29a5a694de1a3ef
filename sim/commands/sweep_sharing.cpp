#include "sim/commands/sweep_sharing.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <tuple>

#include "sim/base/sha256.hpp"

namespace jiuzhou {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t key_digits = 16;
constexpr std::string_view ending = ".checkpoint";

std::string seeded(const std::string& key, std::uint64_t seed) {
  return sha256(fmt::format("{} {}", key, seed)).substr(0, key_digits);
}

// "KEY-2025Q4.checkpoint" -> key and quarter; nothing for another name.
std::optional<std::pair<std::string, Quarter>> parsed(const std::string& name) {
  if (name.size() != key_digits + 7 + ending.size() || name[key_digits] != '-' || !name.ends_with(ending))
    return std::nullopt;
  const auto quarter = parse_quarter(name.substr(key_digits + 1, 6));
  if (!quarter) return std::nullopt;
  return std::pair(name.substr(0, key_digits), *quarter);
}

// Every state in the folder; another process may remove any of them at any time.
std::vector<std::tuple<std::string, Quarter, fs::path>> states_in(const std::string& path) {
  std::vector<std::tuple<std::string, Quarter, fs::path>> out;
  std::error_code code;
  for (fs::directory_iterator it(path, code), end; !code && it != end; it.increment(code))
    if (const auto name = parsed(it->path().filename().string()))
      out.emplace_back(name->first, name->second, it->path());
  return out;
}

// The part in which the end of the quarter lies.
const SharedPart& part_of(const SweepRun& run, Quarter after) {
  return *std::ranges::lower_bound(*run.shared, after, {}, &SharedPart::last);
}

}  // namespace

std::vector<Fork> forks(const std::vector<const SweepRun*>& runs) {
  struct Holder {
    std::size_t run;
    Quarter last;
  };
  std::map<std::pair<std::uint64_t, std::string>, Holder> holders;  // of each key the run that has it longest
  std::vector<Fork> out(runs.size());
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const std::vector<SharedPart>& parts = *runs[i]->shared;
    for (auto part = parts.rbegin(); part != parts.rend() && !out[i].of; ++part) {
      const auto found = holders.find({runs[i]->seed, part->key});
      if (found == holders.end()) continue;
      out[i].after = std::min(part->last, found->second.last);
      std::size_t of = found->second.run;
      while (out[of].of && out[of].after >= out[i].after) of = *out[of].of;  // it begins later itself
      out[i].of = of;
      out[of].leaves.insert(out[i].after);
    }
    for (const SharedPart& part : parts) {
      const auto [holder, is_new] = holders.try_emplace({runs[i]->seed, part.key}, Holder{i, part.last});
      if (!is_new && part.last > holder->second.last) holder->second = {i, part.last};
    }
  }
  return out;
}

ForkQueue::ForkQueue(std::vector<Fork> forks) : forks_(std::move(forks)) {
  for (std::size_t i = 0; i < forks_.size(); ++i)
    if (forks_[i].of)
      waiting_[*forks_[i].of].push_back(i), ++waiting_count_;
    else
      ready_.push_back(i);
}

std::optional<std::size_t> ForkQueue::take(const std::function<bool()>& is_over) {
  constexpr std::chrono::milliseconds look{50};  // a request to stop wakes nobody
  std::unique_lock lock(mutex_);
  while (ready_.empty() && waiting_count_ > 0 && !is_over()) changed_.wait_for(lock, look);
  if (ready_.empty() || is_over()) return std::nullopt;
  const std::size_t run = ready_.front();
  ready_.pop_front();
  return run;
}

void ForkQueue::release(std::size_t run, std::optional<Quarter> after) {
  const std::scoped_lock lock(mutex_);
  const auto found = waiting_.find(run);
  if (found == waiting_.end()) return;
  std::vector<std::size_t> still;
  for (auto follower = found->second.rbegin(); follower != found->second.rend(); ++follower)
    if (!after || forks_[*follower].after == *after) {
      ready_.push_front(*follower);
      --waiting_count_;
    } else {
      still.insert(still.begin(), *follower);
    }
  found->second = std::move(still);
  changed_.notify_all();
}

void ForkQueue::left(std::size_t run, Quarter after) {
  release(run, after);
}

void ForkQueue::ended(std::size_t run) {
  release(run, std::nullopt);
}

SharedStates::SharedStates(const std::string& folder) : path_((fs::path(folder) / "states").string()) {}

std::string SharedStates::file_of(const SweepRun& run, Quarter after) const {
  return (fs::path(path_) / fmt::format("{}-{}{}", seeded(part_of(run, after).key, run.seed), after.text(), ending))
      .string();
}

std::optional<SharedStates::Found> SharedStates::latest(const SweepRun& run) const {
  const auto states = states_in(path_);
  for (auto part = run.shared->rbegin(); part != run.shared->rend() && !states.empty(); ++part) {
    const std::string key = seeded(part->key, run.seed);
    std::optional<Found> best;
    for (const auto& [name, quarter, file] : states)
      if (name == key && quarter <= part->last && (!best || quarter > best->after))
        best = Found{file.string(), quarter};
    if (best) return best;
  }
  return std::nullopt;
}

bool SharedStates::has_room(double bytes) const {
  std::error_code code;
  const fs::space_info space = fs::space(fs::path(path_).parent_path(), code);
  constexpr double spare = 4;  // states that may be written at once, and results
  return !code && static_cast<double>(space.available) > spare * bytes;
}

void SharedStates::remove_all_of(const std::vector<SweepRun>& runs) const {
  const auto states = states_in(path_);
  std::set<std::string> keys;
  if (!states.empty())
    for (const SweepRun& run : runs)
      for (const SharedPart& part : *run.shared) keys.insert(seeded(part.key, run.seed));
  std::error_code code;
  for (const auto& [key, quarter, file] : states)
    if (keys.contains(key)) fs::remove(file, code);
  fs::remove(path_, code);  // if it is empty
}

void SharedStates::remove_oldest(double most_bytes) const {
  std::vector<std::tuple<fs::file_time_type, double, fs::path>> files;
  std::error_code code;
  double bytes = 0;
  for (const auto& [key, quarter, file] : states_in(path_)) {
    const auto size = static_cast<double>(fs::file_size(file, code));
    if (code) continue;
    files.emplace_back(fs::last_write_time(file, code), size, file);
    bytes += size;
  }
  std::ranges::sort(files);
  for (const auto& [time, size, file] : files) {
    if (bytes <= most_bytes) return;
    if (fs::remove(file, code)) bytes -= size;
  }
}

}  // namespace jiuzhou
