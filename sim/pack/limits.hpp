// What a pack cannot have.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace jiuzhou {

constexpr std::size_t most_regions = 1000, most_industries = 200, most_quarters = 400;

// Why this cannot be the English word for a region, which names a dimension of results; nothing where it can.
std::optional<std::string> bad_region_label(std::string_view label);

}  // namespace jiuzhou
