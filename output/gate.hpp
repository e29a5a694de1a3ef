// The gate that every output of every command passes before any work begins. What is written
//   - is none of the command's inputs, by whatever name;
//   - replaces nothing but an output of its own kind, or an empty file, and nothing that is write-protected;
//   - goes through links to what they point at; devices, pipes and sockets are never replaced;
//   - has a name that leaves room for the files beside it, and a folder that can be written.
// What the user can correct is an InputError; a folder that the system refuses is an IoError. Nothing is created or
// changed here.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace jiuzhou {

enum class OutputKind : std::uint8_t {
  result,     // of a run, with the files beside it: .partial, .checkpoint, .manifest
  recovered,  // a result alone
  merged,     // of a sweep
  table,      // CSV
  package,    // a folder with datapackage.json
  sweep,      // a folder with runs.jsonl
  pack,       // a folder that is not there, or is empty
};

// The requested place, with links resolved.
std::string checked_output(const std::string& asked, OutputKind kind, const std::vector<std::string>& inputs);

// Whether a finished result of another scenario, or of another pack, is there.
bool holds_another_result(const std::string& path, const std::string& scenario_sha256, const std::string& pack_sha256);

// Follows links, also one to a file that does not exist yet. InputError for devices and pipes.
std::string target_of(const std::string& path);

// Gives a file the permissions of the one it is about to replace, if there is one.
void keep_permissions(const std::string& replaced, const std::string& by);

}  // namespace jiuzhou
