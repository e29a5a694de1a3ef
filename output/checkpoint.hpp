// A checkpoint holds the state at the end of a quarter and the record of the quarters so far. The state is what
// World::declare lists, as in the state hash; everything else follows from it and is computed again.
//
//   magic, length of the head, checksum of it, head as JSON: origin, quarter, columns with type and shape
//   for each column, in order: pieces of 8 MiB at most, each with its checksum
//   the record (record.hpp), end mark
//
// Columns are written and read in place, without a copy. A new checkpoint replaces the old one once it is complete and
// on the disk. Checksums (64-bit XXH3, seeded with the head's and the piece's number) are compared before anything is
// used.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "output/record.hpp"
#include "sim/scenario/load_scenario.hpp"
#include "sim/state/world.hpp"

namespace jiuzhou {

// X.h5 -> X.h5.checkpoint
std::string checkpoint_of(const std::string& result);

// A hash of all declared state.
std::uint64_t state_hash(World& world);
std::string state_hash_text(World& world);  // "0x0123456789abcdef"

// Whether a file must survive a power failure, which costs waiting for the disk. One that was lost or cut is told by its
// checksums.
enum class Durable : std::uint8_t { no, yes };

// Writes the state after the finished quarter world.now, with which `record` ends. Throws IoError; an older checkpoint
// then stays.
void write_checkpoint(const std::string& path, World& world, const Scenario& scenario, const Record& record,
                      Durable durable = Durable::yes);

// Also removes what a killed process may have left of a newer one.
void remove_checkpoint(const std::string& path);
void remove_unfinished_checkpoint(const std::string& path);  // removes only that

struct Restored {
  World world;                            // at the end of its quarter
  std::vector<RecordedQuarter> quarters;  // so far
};

// How much a scenario may differ from the one of the checkpoint.
enum class Origin : std::uint8_t {
  same,    // in nothing: an interrupted run goes on
  branch,  // in title, last quarter, and policies that begin later
};

// IoError where the file is damaged or is no checkpoint; InputError, which says what differs, where it is of another
// run.
Restored read_checkpoint(const std::string& path, const Inputs& inputs, Origin origin);

// The record in a checkpoint, read without the state. IoError.
Record read_checkpoint_record(const std::string& path);
bool is_checkpoint(const std::string& path);

}  // namespace jiuzhou
