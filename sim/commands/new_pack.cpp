// `jiuzhou pack new FOLDER`: a pack with every table, row, column and unit and no figure in it, to be filled.
#include <fmt/core.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <iostream>

#include "output/files.hpp"
#include "output/gate.hpp"
#include "output/layout.hpp"
#include "sim/base/error.hpp"
#include "sim/commands/commands.hpp"
#include "sim/commands/run.hpp"
#include "sim/pack/limits.hpp"
#include "sim/pack/load_pack.hpp"
#include "sim/state/wording.hpp"
#include "sim/text/text.hpp"

namespace jiuzhou {

namespace {

namespace fs = std::filesystem;

void write(const fs::path& file, const std::string& text) {
  NewFile out(file.string());
  out << text;
  out.finish();
}

std::string manifest(const Pack& pack, const Wording& words) {
  const Currency& money = pack.currency;
  const std::string name = in_double_quotes(pack.name);
  std::string out = "name: " + name + "\ntitle: {en: " + name + "}\nbase_year: " + std::to_string(pack.base_year) +
                    "\ncountry: {en: " + name + "}\nregion_label: {en: \"" + pack.region_label.en +
                    "\"}\ncurrency: {code: " + money.code + ", en: " + money.en + ", symbol: \"" + money.symbol +
                    "\", scale: " + shortest(money.scale) + "}   # large sums: scale 1000 or 1000000\nregistration: " +
                    (pack.registration == Registration::none         ? "none"
                     : pack.registration == Registration::birthplace ? "birthplace"
                                                                     : "hukou") +
                    R"(
blocks:                                 # groups of regions that make up the country; keys for column `block`
  whole: {en: "Whole country"}
areas: {}                               # groups that policies name; may overlap
roles: {}                               # likewise
national:                               # a figure, its status (compiled, computed, estimated, recalled, judged) and source
)";
  for (const NationalFact& fact : national_facts()) {
    const Spec spec = words(fact.spec);
    out += "  " + fact.name + ": {value: , unit: \"" + std::string(spec.unit) + "\", status: , source: }   # " +
           std::string(spec.doc) + "\n";
  }
  return out;
}

// The keys that stand in the rows of a table: every combination of those known.
std::vector<std::string> rows_of(const PackTable& table, const Pack& pack) {
  std::vector<std::vector<std::string>> keys;
  for (const auto& [name, key] : table.keys) {
    std::vector<std::string> codes = fixed_rows(key);
    if (key == PackKey::region)
      for (const PackRegion& r : pack.regions) codes.push_back(r.code);
    if (key == PackKey::industry)
      for (const PackIndustry& s : pack.industries) codes.push_back(s.code);
    if (key == PackKey::quarter)
      for (int q = 1; q <= 4; ++q) codes.push_back(Quarter::of(pack.base_year, q).text());
    keys.push_back(std::move(codes));
  }
  if (table.rows == PackRows::some) return {};
  if (keys.size() == 1) return keys.front();
  std::vector<std::string> rows;
  for (const std::string& first : keys[0])
    for (const std::string& second : keys[1])
      if (table.rows != PackRows::pairs || first != second) rows.push_back(first + "," + second);
  return rows;
}

// A table with empty fields, and its lines of columns.csv.
std::string table_text(const PackTable& table, const Pack& pack, const Wording& words, std::string& facts) {
  const auto fact = [&](const std::string& column, std::string unit, const std::string& doc) {
    if (const std::size_t mark = unit.find("{year}"); mark != std::string::npos)
      unit.replace(mark, 6, std::to_string(pack.base_year));
    facts += table.name + "," + column + "," + csv_field(unit) + ",,," + csv_field(doc) + "\n";
  };
  std::string out, fields;
  for (const auto& [name, key] : table.keys) {
    out += (out.empty() ? "" : ",") + name;
    fact(name, std::string(unit_of(key)), "key");
  }
  std::vector<PackColumn> columns = table.columns;
  if (table.per_industry)
    for (std::size_t i = 0; i < pack.industries.size(); ++i)
      columns.push_back(table.per_industry(pack.industries[i].code, i));
  for (const PackColumn& column : columns) {
    if (column.is_optional) continue;
    const Spec spec = words(column.spec);
    out += "," + column.name;
    fields += ",";
    fact(column.name, std::string(spec.unit), spec.doc.empty() ? column.name : std::string(spec.doc));
  }
  out += "\n";
  for (const std::string& row : rows_of(table, pack)) out += row + fields + "\n";
  return out;
}

std::string optional_columns() {
  std::string out;
  for (const PackTable& table : pack_tables()) {
    std::vector<std::string> names;
    for (const PackColumn& column : table.columns)
      if (column.is_optional) names.push_back(column.name);
    if (!names.empty()) out += "- `" + table.name + "`: " + joined(names, names.size()) + "\n";
  }
  return out;
}

std::vector<std::string> codes_of(const std::string& list, const std::string& option, std::size_t most) {
  std::vector<std::string> codes;
  for (const std::string_view code : split(list, ',')) {
    codes.emplace_back(trimmed(code));
    if (const auto why = bad_code(codes.back()))
      throw InputError("the code " + in_quotes(codes.back()) + " in " + option + " " + *why);
    if (std::ranges::find(codes, codes.back()) != codes.end() - 1)
      throw InputError("the code " + in_quotes(codes.back()) + " is given twice in " + option);
  }
  if (codes.size() > most)
    throw InputError(fmt::format("{} has {} codes, and a pack can have {} at most", option, codes.size(), most));
  return codes;
}

Currency currency_of(const std::string& text) {
  const std::vector<std::string_view> parts = split(text, ':');
  if (parts.size() < 2 || parts.size() > 3 || (parts.size() == 3 && parts[2] != "1000" && parts[2] != "1000000"))
    throw InputError("--currency is CODE:word, CODE:word:1000 or CODE:word:1000000, not " + in_quotes(text));
  for (const std::string_view word : {parts[0], parts[1]})
    if (word.empty() || !std::ranges::all_of(word, [](char c) { return std::isalpha(static_cast<unsigned char>(c)); }))
      throw InputError("the code and the word of --currency are one word of letters each, not " + in_quotes(text));
  Currency money;
  money.code = money.symbol = parts[0];
  money.en = money.zh = parts[1];
  money.scale = parts.size() < 3 ? 1 : parts[2] == "1000" ? 1e3 : 1e6;
  return money;
}

// What is known of a pack before a figure stands in it.
Pack named(const NewPack& given) {
  Pack pack;
  const fs::path path = fs::absolute(given.folder).lexically_normal();
  pack.name = (path.has_filename() ? path : path.parent_path()).filename().string();
  pack.base_year = given.base_year;
  if (const auto why = bad_region_label(given.region_label))
    throw InputError("--region-label " + *why + ", not " + in_quotes(given.region_label));
  pack.region_label.en = given.region_label;
  pack.currency = currency_of(given.currency);
  pack.registration = given.registration == "none"         ? Registration::none
                      : given.registration == "birthplace" ? Registration::birthplace
                                                           : Registration::hukou;
  for (const std::string& code : codes_of(given.regions, "--regions", most_regions))
    pack.regions.emplace_back().code = code;
  for (const std::string& code : codes_of(given.industries, "--industries", most_industries))
    pack.industries.emplace_back().code = code;
  return pack;
}

}  // namespace

int new_pack(const NewPack& given) {
  const Pack pack = named(given);
  require_names_apart(pack);
  const std::string folder = checked_output(given.folder, OutputKind::pack, {});
  const Wording words(pack);
  const fs::path path(folder);
  std::string facts = "table,column,unit,status,source,doc\n";
  for (const PackTable& table : pack_tables())
    if (table.name != "migrants" || pack.registration != Registration::none)
      write(path / (table.name + ".csv"), table_text(table, pack, words, facts));
  write(path / "columns.csv", facts);
  write(path / "pack.yaml", manifest(pack, words));
  write(path / "parameters.yaml",
        "# What the country sets between the engine's defaults and a scenario, each with its source beside it.\n"
        "# `jiuzhou describe parameters` lists them; `jiuzhou check` says which stay at the defaults.\n{}\n");
  write(path / "SOURCES.md", "# " + pack.name +
                                 ": sources\n\n| table | publisher | what we did |\n|---|---|---|\n\n"
                                 "Columns that may be added, with a line in `columns.csv`:\n\n" +
                                 optional_columns());
  std::cout << given.folder << ": " << pack_tables().size()
            << " tables to fill; scenarios/PACKS.md says how to go on, `jiuzhou check " << given.folder
            << "` what is missing\n";
  return exit_done;
}

}  // namespace jiuzhou
