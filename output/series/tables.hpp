// The tables of series, one for each subject, in the order in which a result and its documents show them.
#pragma once

#include <span>

#include "output/series.hpp"

namespace jiuzhou::series {

std::span<const Series> of_production();
std::span<const Series> of_prices();
std::span<const Series> of_population();
std::span<const Series> of_labour();
std::span<const Series> of_households();
std::span<const Series> of_demand();
std::span<const Series> of_firms();
std::span<const Series> of_government();
std::span<const Series> of_policies();
std::span<const Series> of_finance();
std::span<const Series> of_environment();
std::span<const Series> of_blocks();
std::span<const Series> of_inequality();
std::span<const Series> of_groups();
std::span<const Series> of_nation();

}  // namespace jiuzhou::series
