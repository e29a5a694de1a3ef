// Words of a country. The engine's declarations say province, yuan and hukou; a run of a pack says what the pack calls
// them: its regions by their label, its currency, and what it registers people by.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/base/declare.hpp"
#include "sim/state/pack.hpp"

namespace jiuzhou {

class Wording {
 public:
  explicit Wording(const Pack& pack);

  std::string operator()(std::string_view text) const;
  Spec operator()(Spec spec) const;
  ParameterList operator()(ParameterList list) const;

  // "state", as the region's dimension of a result file is called.
  [[nodiscard]] const std::string& region() const { return region_; }

 private:
  std::string region_;
  std::vector<std::pair<std::string, std::string>> words_;  // whole words, and what stands for them
  std::vector<std::pair<std::string, std::string>> signs_;  // Chinese, wherever they stand
};

// Text with every `word` that stands by itself replaced. A letter or digit beside it makes it another word.
std::string with_word(std::string_view text, std::string_view word, std::string_view by);

}  // namespace jiuzhou
