// Money that policies move. Two parts, because some of it is known before the markets open and some only after.
#pragma once

#include <span>

#include "sim/state/world.hpp"

namespace jiuzhou {

// Before markets, by the government step: payments to budgets, persons and firms.
void pay_policies(World& world);

// After markets, by the incomes step: what follows from taxes, sales and wages of the quarter. Taxes by firm, in yuan.
void settle_policies(World& world, std::span<const double> production_tax, std::span<const double> corporate_tax);

// Books `amount` to a policy as it moves it; also for steps that pay a policy's cost themselves.
void pay_policy(World& world, std::size_t policy, Account payer, Account payee, Fen amount);

// Labour in posts that governments pay for, as a share of the firm's, and its wages of the quarter, yuan.
double public_share(const World& world, FirmId f);
double public_wages(const World& world, FirmId f);
// Wages of a post of public works a quarter: what the cell's firms pay a worker, times the pay of posts. 0 without workers.
double post_wage(const World& world, const PublicWorks& works);

}  // namespace jiuzhou
