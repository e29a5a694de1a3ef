// Who pays in the end for what governments pay for policies.
#pragma once

#include <span>

#include "sim/state/world.hpp"

namespace jiuzhou {

// Before markets. Regions pay interest on their special bonds and redeem them out of their budgets.
void service_bonds(World& world);
// What of a region's payment special bonds bring, yuan, as far as their ceiling allows; they are issued.
double issue_bonds(World& world, std::size_t policy, RegionId region, double yuan);
// A region that pays cuts both parts of its own budget alike, never below nothing.
void cut_budget(World& world, RegionId region, double yuan);
// The centre saves elsewhere what it owes.
void cut_central_spending(World& world);

// After markets and all payments of policies, before households are paid: taxes are raised. By firm, yuan.
void finance_policies(World& world, std::span<const double> production_tax);
// Governments borrow what they lack or repay debt from what is left: at the end of the quarter's incomes, and again after
// subsidies for firms that move, which are paid when they have moved.
void close_budgets(World& world);
[[nodiscard]] bool is_vat_raised(const World& world);

}  // namespace jiuzhou
