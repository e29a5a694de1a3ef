// `when:` of a policy: what it waits for.
//
//   when: unemployment_rate > 6 %                                            or, with another threshold to end by,
//   when: {start: unemployment_rate > 6 %, stop: unemployment_rate < 5 %}
//
// A condition compares an indicator with a number, or is a map of `and: [...]`, `or: [...]` and `not: ...`; the keys of
// a map are joined by "and". One that always or never holds is an error, and so is a stop that can hold together with
// the start.
#pragma once

#include <optional>
#include <string>

#include "sim/instruments/instrument.hpp"
#include "sim/text/strict_yaml.hpp"

namespace jiuzhou {

// Nothing after reporting what is wrong; `path` names the value in the message.
std::optional<Trigger> read_trigger(const YamlNode& node, const std::string& path, Diagnostics& diagnostics);
// The text that read_trigger() reads back.
std::string trigger_text(const Trigger& trigger);

}  // namespace jiuzhou
