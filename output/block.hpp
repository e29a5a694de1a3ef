// A block of numbers as HDF5 stores it behind its filters shuffle and deflate.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace jiuzhou {

using Block = std::vector<std::byte>;
Block compressed(std::span<const double> numbers);

}  // namespace jiuzhou
