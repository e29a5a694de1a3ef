// A checkpoint: the state at the end of a quarter, and the record of the quarters so far. What is in it is what
// World::declare lists, the list the state hash is made of; all else follows from that and is computed anew.
//
//   magic, length of the head, checksum of it, head as JSON: origin, quarter, columns with type and shape
//   for each column, in order: pieces of 8 MiB at most, each with its checksum
//   the record (record.hpp), end mark
//
// Columns go from and to memory as they are, without a copy. A new checkpoint replaces the old one when it is complete
// and on the disk. Checksums (XXH3 of 64 bits, seeded with the head's and the piece's number) are compared before
// anything is believed.
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

// The quarter world.now is finished. `record` ends with it. IoError; an older checkpoint then stays.
void write_checkpoint(const std::string& path, World& world, const Scenario& scenario, const Record& record);

// With what a process that was killed may have left of a newer one.
void remove_checkpoint(const std::string& path);
void remove_unfinished_checkpoint(const std::string& path);  // only that

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
