#include "output/seal.hpp"

#include <fmt/core.h>
#include <xxhash.h>

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "output/raw_file.hpp"
#include "sim/base/error.hpp"

namespace jiuzhou {

namespace {

struct Seal {
  std::array<char, 8> magic;
  std::uint64_t checksum;
};
constexpr std::array<char, 8> magic = {'J', 'Z', 'S', 'E', 'A', 'L', '_', '1'};

// Of the first bytes of the file.
std::uint64_t checksum_of(RawFile& file, std::size_t size) {
  const std::unique_ptr<XXH3_state_t, decltype(&XXH3_freeState)> state(XXH3_createState(), XXH3_freeState);
  XXH3_64bits_reset(state.get());
  std::vector<char> bytes(std::size_t{1} << 20);
  file.seek(0);
  for (std::size_t done = 0; done < size; done += bytes.size()) {
    const std::size_t here = std::min(bytes.size(), size - done);
    if (!file.read(bytes.data(), here)) throw IoError(fmt::format("'{}' was cut while it was read", file.path()));
    XXH3_64bits_update(state.get(), bytes.data(), here);
  }
  return XXH3_64bits_digest(state.get());
}

}  // namespace

void seal(const std::string& path) {
  RawFile file(path, RawFile::Access::write);
  const std::size_t size = file.size();
  const Seal mark{magic, checksum_of(file, size)};
  file.seek(size);
  file.write(&mark, sizeof mark);
  file.sync();
}

void check_seal(const std::string& path) {
  RawFile file(path, RawFile::Access::read);
  const std::size_t size = file.size();
  Seal mark{};
  if (size < sizeof mark) throw IoError(fmt::format("'{}' is cut: it has {} bytes", path, size));
  file.seek(size - sizeof mark);
  if (!file.read(&mark, sizeof mark) || mark.magic != magic)
    throw IoError(
        fmt::format("'{}' is cut or damaged (it does not end in the seal of a result), or another program changed it; "
                    "only what stands as it was written is read here",
                    path));
  if (mark.checksum != checksum_of(file, size - sizeof mark))
    throw IoError(fmt::format("'{}' is damaged: its bytes are not those that were written", path));
}

}  // namespace jiuzhou
