#include "sim/scenario/load_scenario.hpp"

#include <filesystem>

#include "sim/scenario/draft.hpp"
#include "sim/text/shipped.hpp"

namespace jiuzhou {

std::optional<Inputs> load_inputs(const std::string& written, const std::vector<std::string>& overrides,
                                  Diagnostics& diagnostics, std::shared_ptr<const Pack> known) {
  const std::string path = find_scenario(written, "").value_or(written);
  const std::size_t errors = diagnostics.count();
  Draft draft(diagnostics, std::move(known));
  Scenario& scenario = draft.scenario;
  scenario.file = path;
  read_files(draft, path);
  for (const std::string& text : overrides) apply_override(draft, text);
  if (scenario.title.en.empty()) scenario.title.en = scenario.title.zh = std::filesystem::path(path).stem().string();
  load_pack_of(draft, path);
  read_parameters(draft);
  take_pack_parameters(draft);
  check_joint_bounds(draft);
  check_horizon(draft, path);
  read_imposed(draft);
  read_financing(draft);
  read_policies(draft);
  if (diagnostics.count() != errors) return std::nullopt;
  write_resolved(draft);
  return Inputs{std::move(scenario), draft.pack};
}

Inputs plain_inputs(std::shared_ptr<const Pack> pack) {
  Diagnostics none;
  Draft draft(none, pack);
  draft.pack = std::move(pack);
  take_pack_parameters(draft);
  draft.scenario.from = Quarter::of(draft.pack->base_year, 1);
  draft.scenario.until = Quarter::of(draft.pack->base_year, 4);
  return Inputs{std::move(draft.scenario), draft.pack};
}

std::optional<Scenario> load_scenario(const std::string& path, const std::vector<std::string>& overrides,
                                      Diagnostics& diagnostics) {
  auto inputs = load_inputs(path, overrides, diagnostics);
  if (!inputs) return std::nullopt;
  return std::move(inputs->scenario);
}

}  // namespace jiuzhou
