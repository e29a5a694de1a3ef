// `jiuzhou compare`: the effect of a policy, from result files.
#include "output/compare.hpp"

#include <iostream>

#include "sim/base/error.hpp"
#include "sim/commands/commands.hpp"
#include "sim/text/text.hpp"

namespace jiuzhou {

int compare(const std::vector<std::string>& files, const std::string& years, double level, const std::string& form) {
  if (files.size() % 2 != 0)
    throw InputError("files are compared in pairs: BASE.h5 POLICY.h5; there are " + std::to_string(files.size()));
  std::vector<std::pair<std::string, std::string>> pairs;
  for (std::size_t i = 0; i < files.size(); i += 2) pairs.emplace_back(files[i], files[i + 1]);
  std::vector<int> asked;
  if (!years.empty())
    for (const std::string_view word : split(years, ',')) {
      const auto year = parse_integer(trimmed(word));
      if (!year || *year < 1 || *year > 9999)
        throw InputError("--years needs years such as 2028,2033, not " + in_quotes(years));
      asked.push_back(static_cast<int>(*year));
    }
  const Comparison comparison = compare_results(pairs, asked, level);
  std::cout << (form == "csv"    ? comparison_csv(comparison)
                : form == "json" ? comparison_json(comparison)
                                 : comparison_text(comparison));
  return exit_done;
}

}  // namespace jiuzhou
