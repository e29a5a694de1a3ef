#include "output/block.hpp"

#include <libdeflate.h>

#include <cstring>
#include <memory>
#include <new>

namespace jiuzhou {

namespace {

constexpr int level = 4;

struct Free {
  void operator()(libdeflate_compressor* compressor) const { libdeflate_free_compressor(compressor); }
  void operator()(libdeflate_decompressor* decompressor) const { libdeflate_free_decompressor(decompressor); }
};

}  // namespace

Block compressed(std::span<const double> numbers) {
  // Shuffle: all first bytes, then all second bytes, and so on.
  const std::size_t n = numbers.size();
  std::vector<std::byte> shuffled(n * sizeof(double));
  for (std::size_t i = 0; i < n; ++i) {
    std::byte bytes[sizeof(double)];
    std::memcpy(bytes, &numbers[i], sizeof(double));
    for (std::size_t b = 0; b < sizeof(double); ++b) shuffled[b * n + i] = bytes[b];
  }
  const std::unique_ptr<libdeflate_compressor, Free> compressor(libdeflate_alloc_compressor(level));
  if (compressor == nullptr) throw std::bad_alloc();
  Block block(libdeflate_zlib_compress_bound(compressor.get(), shuffled.size()));
  block.resize(
      libdeflate_zlib_compress(compressor.get(), shuffled.data(), shuffled.size(), block.data(), block.size()));
  return block;
}

bool decompress(std::span<const std::byte> block, std::span<double> numbers) {
  const std::size_t n = numbers.size();
  std::vector<std::byte> shuffled(n * sizeof(double));
  const std::unique_ptr<libdeflate_decompressor, Free> decompressor(libdeflate_alloc_decompressor());
  if (decompressor == nullptr) throw std::bad_alloc();
  if (libdeflate_zlib_decompress(decompressor.get(), block.data(), block.size(), shuffled.data(), shuffled.size(),
                                 nullptr) != LIBDEFLATE_SUCCESS)
    return false;
  for (std::size_t i = 0; i < n; ++i) {
    std::byte bytes[sizeof(double)];
    for (std::size_t b = 0; b < sizeof(double); ++b) bytes[b] = shuffled[b * n + i];
    std::memcpy(&numbers[i], bytes, sizeof(double));
  }
  return true;
}

std::size_t largest_block(std::size_t numbers) {
  return libdeflate_zlib_compress_bound(nullptr, numbers * sizeof(double));
}

}  // namespace jiuzhou
