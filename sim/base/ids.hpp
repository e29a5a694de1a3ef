// Typed ids: a RegionId cannot index a column of firms.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <type_traits>

namespace jiuzhou {

enum class RegionId : std::uint32_t {};
enum class IndustryId : std::uint32_t {};
enum class CellId : std::uint32_t {};  // region * industries + industry
enum class FirmId : std::uint32_t {};
enum class PersonId : std::uint32_t {};
enum class HouseholdId : std::uint32_t {};  // (region * 2 + settlement) * classes + class

enum class PolicyId : std::uint32_t {};    // position in the scenario
enum class RunQuarter : std::uint32_t {};  // quarters since the first of the run

inline constexpr FirmId no_firm{0xffffffffU};

template <class Id>
concept AnId = std::is_enum_v<Id>;

template <class Id>
constexpr std::size_t index(Id id) {
  return static_cast<std::size_t>(id);
}

// An id in two bytes, for columns with many rows.
template <AnId Id>
class Narrow {
 public:
  constexpr Narrow() = default;
  constexpr Narrow(Id id) : value_(static_cast<std::uint16_t>(id)) {}  // NOLINT(google-explicit-constructor)
  constexpr operator Id() const { return static_cast<Id>(value_); }    // NOLINT(google-explicit-constructor)
  template <std::integral T>
  constexpr explicit operator T() const {
    return static_cast<T>(value_);
  }

 private:
  std::uint16_t value_ = 0;
};

// Half-open range of ids: for (RegionId r : Ids<RegionId>(n)).
template <AnId Id>
class Ids {
 public:
  constexpr explicit Ids(std::size_t end) : end_(end) {}
  constexpr Ids(std::size_t begin, std::size_t end) : begin_(begin), end_(end) {}

  struct Iterator {
    std::size_t at;
    constexpr Id operator*() const { return static_cast<Id>(at); }
    constexpr Iterator& operator++() {
      ++at;
      return *this;
    }
    constexpr bool operator!=(const Iterator& other) const { return at != other.at; }
  };
  [[nodiscard]] constexpr Iterator begin() const { return {begin_}; }
  [[nodiscard]] constexpr Iterator end() const { return {end_}; }
  [[nodiscard]] constexpr std::size_t size() const { return end_ - begin_; }

 private:
  std::size_t begin_ = 0;
  std::size_t end_;
};

}  // namespace jiuzhou
