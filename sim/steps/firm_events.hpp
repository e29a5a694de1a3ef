// What the parts of the firms step share: the quarter's exits, and slices of firms that change hands.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/world.hpp"

namespace jiuzhou {

struct FirmEvents {
  std::vector<std::vector<std::uint32_t>> dying;  // firms that exit this quarter, by cell, in order of their slots
  std::vector<std::int64_t> alive;                // firms that go on, by cell
  std::vector<std::uint32_t> free_slots;          // dead since earlier quarters, lowest last
  std::vector<std::uint8_t> released;             // by firm: its workers are let go
  std::vector<double> staff;                      // by firm moved by order: share of its workers who go along
  bool chance = false;                            // chance events are drawn
};

void choose_exits(World& world, FirmEvents& events);
void enter_firms(World& world, FirmEvents& events);
void wind_up(World& world, FirmEvents& events);
void relocate_firms(World& world, FirmEvents& events);

void calibrate_firms(World& world);  // once, when firms, prices and profit rates are those of the base year

// Moves `share` of everything that a firm has a quantity of from one firm to another: capital, goods, posts and the
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
void raise_funds(World& world, FirmId f, Fen needed, Account owners);

// Households by what they own.
std::vector<double> owner_weights(const World& world);

}  // namespace jiuzhou
