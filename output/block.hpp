// A block of numbers as HDF5 stores it behind its filters shuffle and deflate.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace jiuzhou {

using Block = std::vector<std::byte>;
Block compressed(std::span<const double> numbers);
// The numbers again; false where the block does not hold just so many.
bool decompress(std::span<const std::byte> block, std::span<double> numbers);
// More bytes than this no block of so many numbers has.
std::size_t largest_block(std::size_t numbers);

}  // namespace jiuzhou
