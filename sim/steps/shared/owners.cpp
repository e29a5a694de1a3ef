#include "sim/steps/shared/owners.hpp"

#include <algorithm>

#include "sim/base/apportion.hpp"

namespace jiuzhou {

namespace {

void call_in(const World& w, std::vector<Fen>& parts, std::uint64_t key) {
  std::vector<double> left(parts.size(), 0);
  Fen missing = 0;
  for (std::size_t a = 0; a < parts.size(); ++a) {
    const Fen held = std::max<Fen>(0, w.ledger.balance({Sector::household, a})), rest = held + parts[a];
    if (rest < 0) {
      missing -= rest;
      parts[a] = -held;
    } else {
      left[a] = static_cast<double>(rest);
    }
  }
  if (missing == 0 || std::ranges::none_of(left, [](double x) { return x > 0; })) {
    parts.front() -= missing;
    return;
  }
  const std::vector<Fen> more = apportion(-missing, left, key);
  for (std::size_t a = 0; a < parts.size(); ++a) parts[a] += more[a];
}

}  // namespace

std::vector<double> owner_weights(const World& w) {
  std::vector<double> weights(w.household_count());
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const HouseholdId a{static_cast<std::uint32_t>(i)};
    weights[i] = w.households.ownership[a] * static_cast<double>(w.households.persons[a]);
  }
  return weights;
}

std::vector<Fen> settle_owners(World& w, Flow kind, std::uint64_t key) {
  const Account owners{Sector::owners};
  const Fen pool = w.ledger.balance(owners);
  std::vector<Fen> parts = apportion(pool, owner_weights(w), key);
  if (pool < 0) call_in(w, parts, key);
  w.ledger.receive_each(kind, owners, Sector::household, parts);
  return parts;
}

}  // namespace jiuzhou
