#include "sim/text/language.hpp"

#include <cstdlib>

namespace jiuzhou {

namespace {

Language chosen = Language::en;

}  // namespace

Language language() {
  return chosen;
}

void speak(Language language) {
  chosen = language;
}

std::optional<Language> parse_language(std::string_view word) {
  if (word == "zh") return Language::zh;
  if (word == "en") return Language::en;
  return std::nullopt;
}

Language language_of_environment() {
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"})
    if (const char* value = std::getenv(name); value != nullptr && *value != '\0')
      return std::string_view(value).starts_with("zh") ? Language::zh : Language::en;
  return Language::en;
}

std::size_t columns_of(std::string_view text) {
  std::size_t columns = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if ((byte & 0xc0) == 0x80) continue;
    // First bytes of U+2E80 to U+9FFF (radicals, punctuation, unified ideographs) and of U+FF00 on (full width).
    const auto next = i + 1 < text.size() ? static_cast<unsigned char>(text[i + 1]) : 0U;
    const bool is_wide =
        (byte == 0xe2 && next >= 0xba) || (byte >= 0xe3 && byte <= 0xe9) || (byte == 0xef && next >= 0xbc);
    columns += is_wide ? 2 : 1;
  }
  return columns;
}

}  // namespace jiuzhou
