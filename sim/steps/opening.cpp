// Opening: a clean sheet for the quarter.
//
// Random keys move on to the quarter, flows of money and results of steps are empty, levers are neutral, and deposits
// are noted as interest is paid on what was held at the start.
//
// Reads   now, ledger
// Writes  luck, activity, ledger, levers
// Order   accounts in theirs

#include "sim/steps/steps.hpp"

namespace jiuzhou {

void opening(World& w) {
  w.random_key.period = static_cast<std::uint32_t>(w.elapsed());
  w.activity.reset(w.region_count(), w.industry_count(), w.household_count(), w.firms.size());
  for (std::size_t a = 0; a < w.household_count(); ++a)
    w.activity.opening_deposit[HouseholdId{static_cast<std::uint32_t>(a)}] = w.ledger.yuan({Sector::household, a});
  w.ledger.begin_quarter();
  w.levers.reset(w.region_count(), w.industry_count());
}

}  // namespace jiuzhou
