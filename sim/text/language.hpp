// The language of what the program says: English, or Chinese in the terms of official statistics. Chosen once, before
// anything is said; numbers and names of keys and files are the same in both.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace jiuzhou {

enum class Language : std::uint8_t { en, zh };

Language language();
void speak(Language language);
std::optional<Language> parse_language(std::string_view word);  // "zh" or "en"
Language language_of_environment();                             // LC_ALL, LC_MESSAGES, LANG

// What is said in the language that was chosen.
inline std::string said(std::string_view en, std::string_view zh) {
  return std::string(language() == Language::zh ? zh : en);
}

// Columns that text takes on a terminal: a Chinese character takes two.
std::size_t columns_of(std::string_view text);

// ---- Chinese names of what is declared ------------------------------------------------------------------------------
// "growth.half_life", "fiscal_transfer", "fiscal_transfer.budget", "unemployment_rate" of the indicators and "births" of
// the imposed paths as "indicator.…" and "impose.…", groups as "group.growth", sources of money
// as "source.debt". Empty where there is none; a test sees to
// it that everything declared has one and that nothing else is there.
std::string_view chinese_name(std::string_view declared);
// "元/人/季" for "yuan/person/quarter". Empty where a part of it is unknown.
std::string chinese_unit(std::string_view unit);
// Every name that chinese_name() knows.
std::vector<std::string_view> chinese_names();

}  // namespace jiuzhou
