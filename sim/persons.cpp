#include "sim/persons.hpp"

#include <algorithm>

#include "sim/base/error.hpp"

namespace jiuzhou {

namespace {

// Room beyond the members: a quarter's arrivals of a growing place, and a few for small cohorts.
std::uint32_t room_for(std::uint32_t size) { return size + size / 64 + 4; }

}  // namespace

std::size_t RegionPersons::total() const {
  std::size_t sum = 0;
  for (const std::uint32_t n : size_) sum += n;
  return sum;
}

void RegionPersons::reserve(const std::vector<std::uint32_t>& sizes, bool weighted) {
  begin_.assign(sizes.size());
  size_.assign(sizes.size(), 0);
  room_.assign(sizes.size());
  std::size_t end = 0;
  for (std::size_t k = 0; k < sizes.size(); ++k) {
    begin_.values()[k] = static_cast<std::uint32_t>(end);
    room_.values()[k] = sizes[k] > 0 ? room_for(sizes[k]) : 0;
    end += room_.values()[k];
  }
  require(end < 0xffffffffU, "a region's slots have 32-bit numbers");
  record_.values().reserve(end + end / 32);  // newborns and cohorts that grow
  record_.assign(end, 0);
  if (weighted) weight_.assign(end, 0);
}

void RegionPersons::push(std::size_t cohort, Person p, std::uint32_t weight) {
  const CohortId k{static_cast<std::uint32_t>(cohort)};
  if (size_[k] == room_[k]) grow(cohort);
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

void RegionPersons::grow(std::size_t cohort) {
  const CohortId k{static_cast<std::uint32_t>(cohort)};
  const std::uint32_t wanted = room_for(size_[k] + size_[k] / 8 + 4);
  const bool at_end = begin_[k] + room_[k] == record_.size();
  const std::size_t end = at_end ? begin_[k] + wanted : record_.size() + wanted;
  if (end > record_.values().capacity()) {
    lay_out(cohort);
    return;
  }
  const std::size_t to = at_end ? begin_[k] : record_.size();
  record_.resize(end, 0);
  if (weighted()) weight_.resize(end, 0);
  if (!at_end) {
    const auto move = [&](auto& values) {
      std::copy_n(values.begin() + begin_[k], size_[k], values.begin() + static_cast<std::ptrdiff_t>(to));
      std::fill_n(values.begin() + begin_[k], size_[k], 0);
    };
    move(record_.values());
    if (weighted()) move(weight_.values());
  }
  begin_[k] = static_cast<std::uint32_t>(to);
  room_[k] = wanted;
}

void RegionPersons::lay_out(std::size_t cohort) {
  std::vector<std::uint32_t> sizes = size_.values();
  sizes[cohort] += sizes[cohort] / 8 + 4;
  RegionPersons next(first_birth_);
  next.reserve(sizes, weighted());
  const auto copy = [&](const auto& from, auto& to) {
    for (std::size_t k = 0; k < sizes.size(); ++k)
      std::copy_n(from.begin() + begin_.values()[k], size_.values()[k], to.begin() + next.begin_.values()[k]);
  };
  copy(record_.values(), next.record_.values());
  if (weighted()) copy(weight_.values(), next.weight_.values());
  next.size_ = size_;
  *this = std::move(next);
}

std::size_t Persons::size() const {
  std::size_t sum = 0;
  for (const RegionPersons& region : regions) sum += region.total();
  return sum;
}

}  // namespace jiuzhou
