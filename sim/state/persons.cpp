#include "sim/state/persons.hpp"

#include <algorithm>
#include <numeric>

#include "sim/base/error.hpp"

namespace jiuzhou {

namespace {

// Spare capacity of a cohort: a few quarters' arrivals in a region of little growth.
std::uint32_t room_for(std::size_t size) {
  return static_cast<std::uint32_t>(size + size / 64 + 4);
}
// Spare capacity of a cohort that has outgrown it once.
std::uint32_t room_for_growth(std::size_t size) {
  return static_cast<std::uint32_t>(size + size / 8 + 8);
}

}  // namespace

std::size_t RegionPersons::total() const {
  std::size_t sum = 0;
  for (const std::uint32_t n : size_) sum += n;
  return sum;
}

void RegionPersons::set_rooms(const std::vector<std::uint32_t>& rooms, bool weighted) {
  begin_.assign(rooms.size());
  size_.assign(rooms.size(), 0);
  room_.values() = rooms;
  std::size_t end = 0;
  for (std::size_t k = 0; k < rooms.size(); ++k) {
    begin_.values()[k] = static_cast<std::uint32_t>(end);
    end += rooms[k];
  }
  require(end < 0xffffffffU, "a region's slots have 32-bit numbers");
  record_.values().reserve(end + end / 8);  // for newborns and cohorts that grow; not touched before
  record_.assign(end, 0);
  if (!weighted) return;
  weight_.values().reserve(end + end / 8);
  weight_.assign(end, 0);
}

void RegionPersons::reserve(const std::vector<std::uint32_t>& sizes, bool weighted) {
  std::vector<std::uint32_t> rooms;
  for (const std::uint32_t size : sizes) rooms.push_back(size > 0 ? room_for(size) : 0);
  set_rooms(rooms, weighted);
}

void RegionPersons::fill(const std::vector<std::uint32_t>& sizes, bool weighted) {
  reserve(sizes, weighted);
  size_.values() = sizes;
}

void RegionPersons::push(std::size_t cohort, Person p, std::uint32_t weight) {
  const CohortId k{static_cast<std::uint32_t>(cohort)};
  if (size_[k] == room_[k]) make_room(cohort, 1);
  const std::size_t slot = begin_[k] + size_[k]++;
  record_.values()[slot] = p.bits;
  if (weighted()) weight_.values()[slot] = weight;
}

void RegionPersons::remove(std::size_t cohort, std::size_t position) {
  const CohortId k{static_cast<std::uint32_t>(cohort)};
  const std::size_t last = begin_[k] + --size_[k], slot = begin_[k] + position;
  record_.values()[slot] = record_.values()[last];
  record_.values()[last] = 0;
  if (!weighted()) return;
  weight_.values()[slot] = weight_.values()[last];
  weight_.values()[last] = 0;
}

void RegionPersons::open_cohorts_of(int birth) {
  if (cohort_of(birth, false) < cohorts()) return;
  require(cohort_of(birth, false) == cohorts(), "cohorts are opened one quarter after the other");
  for (int sex = 0; sex < 2; ++sex) {
    begin_.push_back(static_cast<std::uint32_t>(record_.size()));
    size_.push_back(0);
    room_.push_back(0);
  }
}

void RegionPersons::make_room(std::size_t cohort, std::size_t arrivals) {
  const CohortId k{static_cast<std::uint32_t>(cohort)};
  const std::size_t size = size_[k] + arrivals;
  if (size <= room_[k]) return;
  const std::uint32_t room = size_[k] == 0 ? room_for(size) : room_for_growth(size);
  const bool at_end = begin_[k] + room_[k] == record_.size();
  const std::size_t to = at_end ? begin_[k] : record_.size();
  if (to + room > record_.values().capacity()) {
    lay_out(cohort, room);
    return;
  }
  record_.resize(to + room, 0);
  if (weighted()) weight_.resize(to + room, 0);
  if (!at_end) {
    const auto move = [&](auto& values) {
      std::copy_n(values.begin() + begin_[k], size_[k], values.begin() + static_cast<std::ptrdiff_t>(to));
      std::fill_n(values.begin() + begin_[k], size_[k], 0);
    };
    move(record_.values());
    if (weighted()) move(weight_.values());
  }
  begin_[k] = static_cast<std::uint32_t>(to);
  room_[k] = room;
}

void RegionPersons::lay_out(std::size_t cohort, std::uint32_t room) {
  std::vector<std::uint32_t> rooms;
  for (std::size_t k = 0; k < cohorts(); ++k)
    rooms.push_back(k == cohort    ? room
                    : size(k) == 0 ? 0
                                   : std::clamp(room_.values()[k], room_for(size(k)), room_for_growth(size(k))));
  const std::size_t total = std::accumulate(rooms.begin(), rooms.end(), std::size_t{0});
  if (total + total / 32 <= record_.values().capacity()) {
    close_gaps(rooms, total);
    return;
  }
  RegionPersons next(first_birth_);
  next.set_rooms(rooms, weighted());
  const auto copy = [&](const auto& from, auto& to) {
    for (std::size_t k = 0; k < cohorts(); ++k)
      std::copy_n(from.begin() + begin_.values()[k], size_.values()[k], to.begin() + next.begin_.values()[k]);
  };
  copy(record_.values(), next.record_.values());
  if (weighted()) copy(weight_.values(), next.weight_.values());
  next.size_ = size_;
  *this = std::move(next);
}

// In place, as memory that is new to the process costs more than the copies: in the order in which cohorts lie, those
// that move down from the first on, those that move up, between them, from the last on. So none lands on one that has
// yet to move.
void RegionPersons::close_gaps(const std::vector<std::uint32_t>& rooms, std::size_t total) {
  std::vector<std::size_t> order(cohorts());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return begin_.values()[a] < begin_.values()[b]; });
  std::vector<std::uint32_t> to(cohorts());
  std::uint32_t end = 0;
  for (const std::size_t k : order) {
    to[k] = end;
    end += rooms[k];
  }
  const auto slide = [&](auto& values) {
    values.resize(std::max(total, values.size()), 0);
    const auto at = [&](std::size_t slot) { return values.begin() + static_cast<std::ptrdiff_t>(slot); };
    for (std::size_t i = 0; i < order.size();) {
      std::size_t past = i;
      while (past < order.size() && to[order[past]] > begin_.values()[order[past]]) ++past;
      for (std::size_t j = past; j-- > i;) {
        const std::size_t k = order[j], from = begin_.values()[k];
        std::move_backward(at(from), at(from + size(k)), at(to[k] + size(k)));
      }
      if (past < order.size()) {
        const std::size_t k = order[past], from = begin_.values()[k];
        if (to[k] != from) std::move(at(from), at(from + size(k)), at(to[k]));
      }
      i = past + 1;
    }
    for (std::size_t k = 0; k < cohorts(); ++k) std::fill_n(at(to[k] + size(k)), rooms[k] - size(k), 0);
    values.resize(total);
  };
  slide(record_.values());
  if (weighted()) slide(weight_.values());
  begin_.values() = std::move(to);
  room_.values() = rooms;
}

std::size_t Persons::size() const {
  std::size_t sum = 0;
  for (const RegionPersons& region : regions) sum += region.total();
  return sum;
}

}  // namespace jiuzhou
