// What reads files from strangers, given any bytes: each returns, whatever they are, or throws what the program prints
// as an error of input or of a file. Checksums are made to fit first, as whoever means harm would do; so what is tried
// lies behind them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace jiuzhou::fuzz {

// An exception other than the two named is the fault that is looked for.
using Target = void (*)(std::string_view bytes);
struct NamedTarget {
  std::string_view name;
  Target run;
};
// result, checkpoint, record, list, manifest, plan, scenario
const std::vector<NamedTarget>& targets();

// Files of the first kind for each target, made by short runs of the smallest pack.
std::vector<std::string> examples(std::string_view target);

// With checksums that fit.
std::string mended_checkpoint(std::string_view bytes);
std::string mended_record(std::string_view bytes);

}  // namespace jiuzhou::fuzz
