// Slips of the hand in YAML, told in plain words: a tab, a full-width sign of Chinese typing, a blank that is missing
// after ':', a bracket that is not closed, a line that begins in the wrong column.
#pragma once

#include <string>
#include <string_view>

#include "sim/text/diagnostics.hpp"

namespace jiuzhou {

// "; '：' is a full-width sign; write ':' and a blank", of the first such sign in a text; empty where there is none.
std::string full_width_hint(std::string_view text);

// Reports why a text is not YAML. The parser stops, at `place`, where it no longer understands; that is behind the slip,
// and its `message` speaks of its own grammar, so the slip is looked for in this line and the one above.
void report_broken_yaml(Place place, const std::string& message, Diagnostics& diagnostics);

}  // namespace jiuzhou
