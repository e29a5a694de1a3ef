// Counts of persons and workers.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/base/column.hpp"
#include "sim/state/persons.hpp"

namespace jiuzhou {

// Head counts at the end of the quarter.
struct Census {
  Column<RegionId, std::int64_t> urban, rural, working_age, aged, children;
  Column<RegionId, std::int64_t> employed, unemployed, retired;
  Table<RegionId, RegionId, std::int64_t> stock;  // (hukou, place)
  Column<RegionId, std::int64_t> nonlocal;
  Column<RegionId, std::int64_t> skilled[skills];
  std::int64_t persons = 0;
};

// Workers of a firm.
struct Staff {
  std::int64_t labour = 0, labour_elsewhere = 0;  // efficiency units; of persons with hukou elsewhere
  std::uint32_t persons = 0, agents = 0;
  std::uint16_t industry = 0;  // of the firm, where it is at hand when a worker is counted
};

// What a region's records add up to, kept as they change; and which firm a number in a record means. A slot keeps its
// region and so its number for ever: the order of the region's slots.
struct Headcount {
  static constexpr std::size_t accounts = 2 * income_classes;  // (rural, class)
  std::array<std::int64_t, accounts * statuses> persons{};     // (account, status)
  std::vector<std::int64_t> stock, country_stock;              // by region of hukou; of those, with rural hukou
  std::vector<std::int64_t> composition;                       // (cohort, education, rural)
  std::array<std::int64_t, skills> skilled{};                  // of the labour force
  std::int64_t supply = 0, active_agents = 0;                  // labour force: efficiency units; agents
  std::vector<std::int64_t> pay_units;                         // (industry, hukou elsewhere, account), efficiency units
  std::vector<std::int64_t> mix, workers;                      // (industry, skill), efficiency units; persons
  std::vector<Staff> staff;                                    // by number of the firm
  std::vector<FirmId> firm;                                    // by number

  [[nodiscard]] std::int64_t count(std::size_t account, Status status) const {
    return persons[account * statuses + static_cast<std::size_t>(status)];
  }
  [[nodiscard]] std::int64_t count(Status status) const {
    std::int64_t sum = 0;
    for (std::size_t a = 0; a < accounts; ++a) sum += count(a, status);
    return sum;
  }
};

}  // namespace jiuzhou
