// One round of matching in one market: both sides in the order of their priority, i-th with i-th. A rural-only vacancy
// (own-account farming) takes the first rural person out of work instead. Who is paired is out of this round, whether
// the offer is accepted or not.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace jiuzhou {

struct Seeker {
  double priority;       // lower is first
  std::uint64_t serial;  // breaks ties
  std::uint32_t person;
  std::uint8_t skill;
  bool rural, employed;
  friend bool operator<(const Seeker& a, const Seeker& b) {
    if (a.employed != b.employed) return b.employed;  // who has no work comes first
    return a.priority != b.priority ? a.priority < b.priority : a.serial < b.serial;
  }
};

struct Vacancy {
  double priority;
  std::uint64_t serial;
  std::uint32_t firm;
  std::uint8_t skill;
  bool rural_only;
  friend bool operator<(const Vacancy& a, const Vacancy& b) {
    return a.priority != b.priority ? a.priority < b.priority : a.serial < b.serial;
  }
};

struct Match {
  std::uint32_t seeker, vacancy;  // positions
  friend bool operator==(const Match&, const Match&) = default;
};

// Both sides sorted; accepts(seeker, vacancy). One pass over each side.
template <class Accepts>
std::vector<Match> match(std::span<const Seeker> seekers, std::span<const Vacancy> vacancies, Accepts&& accepts) {
  std::vector<Match> made;
  std::vector<bool> paired(seekers.size(), false);
  std::size_t first = 0, first_rural = 0;
  for (std::size_t v = 0; v < vacancies.size(); ++v) {
    std::size_t& next = vacancies[v].rural_only ? first_rural : first;
    while (next < seekers.size() &&
           (paired[next] || (vacancies[v].rural_only && (!seekers[next].rural || seekers[next].employed))))
      ++next;
    if (next == seekers.size()) continue;
    paired[next] = true;
    if (accepts(seekers[next], vacancies[v])) made.push_back({static_cast<std::uint32_t>(next), static_cast<std::uint32_t>(v)});
  }
  return made;
}

}  // namespace jiuzhou
