// Quarters as integers: year * 4 + (quarter - 1).
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace jiuzhou {

struct Quarter {
  std::int32_t number = 0;

  static constexpr Quarter of(int year, int quarter) { return {year * 4 + quarter - 1}; }
  [[nodiscard]] constexpr int year() const { return number >= 0 ? number / 4 : -((3 - number) / 4); }
  [[nodiscard]] constexpr int quarter() const { return number - year() * 4 + 1; }
  [[nodiscard]] std::string text() const { return std::to_string(year()) + "Q" + std::to_string(quarter()); }
  friend constexpr auto operator<=>(Quarter, Quarter) = default;
  friend constexpr Quarter operator+(Quarter q, int n) { return {q.number + n}; }
  friend constexpr int operator-(Quarter a, Quarter b) { return a.number - b.number; }
};

// "2024Q3" -> quarter; nothing when the text is anything else.
inline std::optional<Quarter> parse_quarter(std::string_view text) {
  if (text.size() != 6 || text[4] != 'Q' || text[5] < '1' || text[5] > '4') return std::nullopt;
  int year = 0;
  for (int i = 0; i < 4; ++i) {
    const char c = text[static_cast<std::size_t>(i)];
    if (c < '0' || c > '9') return std::nullopt;
    year = year * 10 + (c - '0');
  }
  return Quarter::of(year, text[5] - '0');
}

}  // namespace jiuzhou
