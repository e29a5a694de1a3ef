// What the parts of the firms step share: the quarter's exits, and slices of firms that change hands.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/state/world.hpp"

namespace jiuzhou {

struct FirmEvents {
  std::vector<std::vector<std::uint32_t>> dying;  // firms that exit this quarter, by cell, in order of their slots
  std::vector<std::int64_t> alive;                // firms that go on, by cell
  std::vector<std::vector<std::uint32_t>> free;   // slots dead since earlier quarters, by cell, lowest last
  std::vector<StaffMove> ordered;                 // firms moved by order that take staff with them
  bool chance = false;                            // chance events are drawn
};

// Slots for as many firms as each cell needs: dead ones of the cell, lowest first, then new ones at the end.
std::vector<std::vector<FirmId>> take_slots(World& world, FirmEvents& events, const std::vector<std::size_t>& needed);

// Sets everything that a firm has a quantity of to nothing.
void clear_quantities(Firms& firms, FirmId f);

void choose_exits(World& world, FirmEvents& events);
void enter_firms(World& world, FirmEvents& events);
void wind_up(World& world, FirmEvents& events);
void relocate_firms(World& world, FirmEvents& events);

void calibrate_firms(World& world);  // once, when firms, prices and profit rates are those of the base year

// Moves `share` of everything that a firm has a quantity of from one firm to another: capital, goods, jobs and the
// memory of its sales. All of it when share is 1, to the last bit. Intensive columns stay. Pays nothing.
void move_share(Firms& firms, FirmId from, FirmId to, double share);

// Price at which the firm's unit cost at today's prices carries this mark-up.
double unit_price(const World& world, FirmId f, double markup);

// Quarterly hazard of a yearly rate for a firm of this size: large firms give up and move less often.
double size_hazard(const World& world, FirmId f, double yearly_rate);

// Profit rate of a cell, weighted with capital value.
double cell_profit_rate(const World& world, std::size_t cell);

// `share` of a firm's capital and goods, in yuan at today's prices.
double asset_value(const World& world, FirmId f, double share);

// Pays for `needed` with a loan of the usual leverage and with shares that `owners` buy.
void raise_funds(const World& world, Ledger::Batch& batch, FirmId f, Fen needed, Account owners);

}  // namespace jiuzhou
