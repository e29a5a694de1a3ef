// Errors of the user in Chinese. Messages are made in English where the error is found; here they are said again, from a
// table of their forms, so that a name, a number or a path stands in both as it was written.
#pragma once

#include <string>
#include <string_view>

namespace jiuzhou {

// The message in Chinese; as it is where its form is not in the table.
std::string error_in_chinese(std::string_view message);

// The message in the language that was chosen, and the word "error: " before it.
std::string error_text(std::string_view message);

}  // namespace jiuzhou
