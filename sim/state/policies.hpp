// Policies: what they remember from quarter to quarter, and what they did in this one.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "sim/base/column.hpp"
#include "sim/base/declare.hpp"
#include "sim/base/ledger.hpp"
#include "sim/state/levers.hpp"

namespace jiuzhou {

// What policies remember from quarter to quarter; nothing for a scenario in which none has to.
struct PolicyMemory {
  Table<PolicyId, RegionId, std::uint8_t> on;
  Column<PolicyId, std::int32_t> running;
  Column<PolicyId, double> spent;

  void declare(auto& column) {
    column("on", on, {.unit = "flag", .doc = "1 where the trigger of a policy holds"});
    column("running", running, {.unit = "quarter", .doc = "time for which a trigger has held somewhere"});
    column("spent", spent, {.unit = "yuan", .doc = "money spent so far, where later effects depend on it"});
  }
};

// What a policy moved and did in the quarter. A payment has one payer and one payee, so paid and received both sum to
// cost.
inline constexpr std::array policy_sectors{Sector::household, Sector::firm, Sector::province, Sector::centre,
                                           Sector::social_fund};
struct PolicyOutcome {
  BySource financed_by = default_sources;                        // shares of the centre's part, of the regions' part
  BySource financed{};                                           // yuan, what governments paid it with
  double cost = 0;                                               // yuan
  std::array<double, policy_sectors.size()> paid{}, received{};  // yuan, by sector
  std::vector<double> received_in;                               // yuan, by region of the payee; the centre is in none
  std::vector<double> strength;                                  // share of its full strength, by region
  double jobs = 0;                                               // persons in jobs it paid for
  double reached = 0;                                            // persons who held one of its posts
  double trained = 0;                                            // persons on its courses
  // firms that went where it sends them; workers asked along
  double firms_moved = 0, staff_moved = 0;
};

}  // namespace jiuzhou
