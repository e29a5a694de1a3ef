// Who pays in the end: `financed_by` of the scenario and of its policies.
#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "sim/scenario/draft.hpp"
#include "sim/text/text.hpp"

namespace jiuzhou {

namespace {

// `vat`, or `{vat: 60 %, special_bonds: 100 %}`: parts of what the centre pays and of what regions pay. Debt takes what
// is left of the centre's part.
void read_sources(Draft& draft, const YamlNode& node, const std::string& path, BySource& sources) {
  std::vector<std::string> names;
  for (std::size_t k = 0; k + 1 < source_count; ++k) names.emplace_back(name_of(static_cast<Source>(k)));
  std::vector<std::pair<std::size_t, double>> given;
  const auto add = [&](const std::string& name, Place place, double value) {
    const auto found = std::ranges::find(names, name);
    if (found == names.end())
      draft.diagnostics.error(place, "unknown source of money " + in_quotes(name) + suggestion(name, names));
    else
      given.emplace_back(static_cast<std::size_t>(found - names.begin()), value);
  };
  if (node.is_map()) {
    const Spec spec{.unit = "share", .min = 0, .max = 1, .doc = "part of what is to be paid"};
    for (const YamlEntry& entry : node.entries) {
      const auto value = draft.values.number(entry.value, path + "." + entry.key, spec);
      if (!value) continue;
      if (const auto message = outside(path + "." + entry.key, *value, spec))
        draft.diagnostics.error(entry.value.place, *message);
      else
        add(entry.key, entry.place, *value);
    }
  } else if (const auto name = draft.values.text(node, path)) {
    add(*name, node.place, 1);
  }
  BySource mine{};
  double centre = 0;
  bool has_debt = false, has_centre = false;
  for (const auto& [k, value] : given) {
    mine[k] = value;
    if (k >= central_sources) continue;
    centre += value;
    has_centre = true;
    has_debt = has_debt || k == position(Source::debt);
  }
  sources[position(Source::special_bonds)] = mine[position(Source::special_bonds)];
  if (!has_centre) return;
  constexpr double rounding = 1e-9;
  if (centre > 1 + rounding || (has_debt && centre < 1 - rounding)) {
    draft.diagnostics.error(node.place, in_quotes(path) + " gives " + shortest(std::round(1000 * centre) / 10) +
                                            " % of what the centre pays; its parts must sum to 100 %");
    return;
  }
  if (!has_debt) mine[position(Source::debt)] = std::max(0.0, 1 - centre);
  std::copy_n(mine.begin(), central_sources, sources.begin());
}

}  // namespace

void read_financing(Draft& draft) {
  if (draft.financing) read_sources(draft, *draft.financing, "financed_by", draft.sources);
}

// What a policy does not say is as the scenario says. Special bonds are for projects that a region can be asked to pay.
void read_financing(Draft& draft, const YamlNode& policy, const std::string& path, const ParameterList& list,
                    Instrument& instrument) {
  const auto share = std::ranges::find(list.all(), "local_share", &Parameter::path);
  const bool has_local_part = share != list.all().end();
  BySource& sources = instrument.financed_by = draft.sources;
  double& bonds = sources[position(Source::special_bonds)];
  if (!has_local_part) bonds = 0;
  if (const YamlNode* node = policy.find("financed_by")) {
    bonds = 0;
    read_sources(draft, *node, path + ".financed_by", sources);
    const bool may_pay =
        has_local_part && (share->get() > 0 || std::ranges::find(instrument.schedules, "local_share",
                                                                 &Schedule::parameter) != instrument.schedules.end());
    if (bonds > 0 && !may_pay)
      draft.diagnostics.error(
          node->place, has_local_part ? "special bonds pay what regions pay, and here they pay nothing; give "
                                        "'local_share' or 'payer: province'"
                                      : "regions cannot be asked to pay for a " + std::string(instrument.type()) +
                                            ", so there is nothing for special bonds to pay");
  }
  sources[position(Source::own_budget)] = 1 - bonds;
}

std::string sources_text(const BySource& sources) {
  std::string out;
  for (std::size_t k = 0; k + 1 < source_count; ++k)
    if (sources[k] > 0)
      out += (out.empty() ? "" : ", ") + std::string(name_of(static_cast<Source>(k))) + ": " + shortest(sources[k]);
  return "{" + out + "}";
}

}  // namespace jiuzhou
