// `jiuzhou compare`: the effect of a policy, from result files or from the folder of a sweep.
#include "output/compare.hpp"

#include <fmt/core.h>

#include <filesystem>
#include <iostream>

#include "sim/base/error.hpp"
#include "sim/commands/commands.hpp"
#include "sim/commands/effect.hpp"

namespace jiuzhou {

int compare(const std::vector<std::string>& files, const std::string& base, const std::vector<std::string>& policies,
            const EffectView& view) {
  std::error_code code;
  if (files.size() == 1 && std::filesystem::is_directory(files.front(), code))
    return effect_of_folder(files.front(), base, policies, view);
  if (!base.empty() || !policies.empty())
    throw InputError("--base and --policy name scenarios of a sweep; they go with the folder of one");
  if (files.size() % 2 != 0)
    throw InputError(fmt::format(
        "files are compared in pairs: BASE.h5 POLICY.h5; there are {} (or give the folder of a sweep)", files.size()));
  check_measure(view.rank);
  std::vector<std::pair<std::string, std::string>> pairs;
  for (std::size_t i = 0; i < files.size(); i += 2) pairs.emplace_back(files[i], files[i + 1]);
  const std::vector<NamedComparison> found{
      {"policy", compare_results(pairs, parse_years(view.years), view.level, view.discount)}};
  std::cout << (view.form == "csv"    ? comparisons_csv(found)
                : view.form == "json" ? comparisons_json(found)
                                      : comparisons_text(found, view.rank));
  return exit_done;
}

}  // namespace jiuzhou
