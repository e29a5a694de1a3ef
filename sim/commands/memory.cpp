#include "sim/commands/memory.hpp"

#include <fmt/core.h>
#include <sys/resource.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <sstream>
#include <vector>

#include "sim/state/world.hpp"
#include "sim/text/text.hpp"

namespace jiuzhou {

namespace {

double bytes_per_firm() {
  constexpr std::size_t numbers = sizeof(Staff) + 2 * sizeof(std::uint32_t);  // Headcount
  return static_cast<double>(firm_bytes() + numbers);
}

double firms_of(const Pack& pack, const Parameters& parameters, double weight) {
  double firms = 0;
  for (const RegionId r : Ids<RegionId>(pack.region_count()))
    for (const IndustryId s : Ids<IndustryId>(pack.industry_count())) {
      const auto& industry = pack.industries[index(s)];
      const double size = std::max(industry.mean_firm_size, parameters.firms.mean_size * weight);
      firms += industry.own_account ? 1 : std::max(1.0, pack.accounts.employment(r, s) / size);
    }
  return firms;
}

std::string gigabytes(double bytes) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f GB", bytes / 1e9);
  return text;
}

}  // namespace

double person_agents(const Pack& pack, std::int64_t weight) {
  double persons = 0;
  for (const RegionId r : Ids<RegionId>(pack.region_count())) persons += pack.urban[r] + pack.rural[r];
  return persons / static_cast<double>(weight);
}

double bytes_needed(const Pack& pack, const Parameters& parameters, std::int64_t weight) {
  std::vector<double> agents;
  double all = 0;
  for (const RegionId r : Ids<RegionId>(pack.region_count())) {
    agents.push_back((pack.urban[r] + pack.rural[r]) / static_cast<double>(weight));
    all += agents.back();
  }
  std::sort(agents.rbegin(), agents.rend());
  const double largest = agents[0] + (agents.size() > 1 ? agents[1] : 0);
  const double record = sizeof(std::uint64_t) + (weight == 1 ? 0 : sizeof(std::uint32_t));
  // slots for arrivals and those that movers leave: after ten years of one agent per person
  constexpr double room = 1.13;
  // bytes of an agent not yet packed: record, cohort, rank, and of some a place among the candidates for migrants
  constexpr double drawing = 16;
  constexpr double clearing = 4;  // bytes per resident: lists of seekers, vacancies, movers
  const double firms = firms_of(pack, parameters, static_cast<double>(weight)) * bytes_per_firm();
  const double regions = static_cast<double>(pack.region_count()),
               industries = static_cast<double>(pack.industry_count());
  const double tables = 8 * (6 * industries * regions * regions + 4 * regions * industries * industries) + 5e7;
  const double while_drawing = largest * (drawing + record), while_running = all * record * room + largest * clearing;
  // For everything else. The estimate is then 3 % above the 18.8 GB measured after ten years at 1:1.
  constexpr double rest = 1.07;
  const double arrays = std::max(while_drawing, while_running) + firms;
  // Rounding up to whole large pages, as measured at 1:20 to 1:100.
  const double pages = std::min(0.1 * arrays, 8e7);
  return rest * (arrays + pages + tables);
}

std::optional<double> bytes_available() {
  std::optional<double> bytes;
  std::ifstream machine("/proc/meminfo");
  for (std::string line; std::getline(machine, line);)
    if (line.starts_with("MemAvailable:")) bytes = 1024 * std::stod(line.substr(13));
  std::string group;
  std::ifstream groups("/proc/self/cgroup");
  for (std::string line; std::getline(groups, line);)
    if (line.starts_with("0::")) group = line.substr(3);
  if (const auto left = bytes_left_in_group("/sys/fs/cgroup", group)) bytes = std::min(bytes.value_or(*left), *left);
  // `ulimit -v` counts what is mapped, not what is used: only a limit that is far too low tells anything.
  rlimit space{};
  if (getrlimit(RLIMIT_AS, &space) == 0 && space.rlim_cur != RLIM_INFINITY)
    bytes = std::min(bytes.value_or(static_cast<double>(space.rlim_cur)), static_cast<double>(space.rlim_cur));
  return bytes;
}

// A group has the limits of all its ancestors. Pages of files count as free, since the kernel drops them first.
std::optional<double> bytes_left_in_group(const std::string& root, const std::string& group) {
  std::optional<double> bytes;
  for (std::string path = group == "/" ? "" : group;; path.resize(path.rfind('/'))) {
    const std::string folder = fmt::format("{}{}/", root, path);
    double most = 0, used = 0;
    if (std::ifstream limit(folder + "memory.max"); limit >> most) {  // the file says "max" where there is none
      std::ifstream(folder + "memory.current") >> used;
      std::ifstream facts(folder + "memory.stat");
      for (std::string name, number; facts >> name >> number;)
        if (name == "file") used -= std::stod(number);
      const double left = std::max(0.0, most - std::max(0.0, used));
      bytes = std::min(bytes.value_or(left), left);
    }
    if (path.find('/') == std::string::npos) return bytes;
  }
}

std::optional<std::string> memory_shortage(const Pack& pack, const Scenario& scenario) {
  const std::optional<double> available = bytes_available();
  const double needed = bytes_needed(pack, scenario.parameters, scenario.weight);
  if (!available || needed <= *available) return std::nullopt;
  double weight = static_cast<double>(scenario.weight);
  const auto fits = [&] {
    return bytes_needed(pack, scenario.parameters, static_cast<std::int64_t>(weight)) <= *available;
  };
  while (weight < largest_weight && !fits()) weight = std::min<double>(largest_weight, std::ceil(weight * 1.1));
  const double people = person_agents(pack, 1);
  const auto persons = [&](double w) { return shortest(std::round(people / w / 1e5) / 10) + " million person agents"; };
  const std::string offer =
      fits() ? fmt::format("--weight {} ({}) would fit", static_cast<std::int64_t>(weight), persons(weight))
             : "no --weight would fit";
  return fmt::format("this run needs about {} of memory for {} (--weight {}), and {} are free; {}", gigabytes(needed),
                     persons(static_cast<double>(scenario.weight)), scenario.weight, gigabytes(*available), offer);
}

}  // namespace jiuzhou
