// `jiuzhou pack new FOLDER`: a pack with every table, column and unit and no figure in it, to be filled.
#include <filesystem>
#include <iostream>

#include "output/files.hpp"
#include "sim/base/error.hpp"
#include "sim/commands/commands.hpp"
#include "sim/commands/run.hpp"
#include "sim/pack/load_pack.hpp"
#include "sim/text/text.hpp"

namespace jiuzhou {

namespace {

void write(const std::filesystem::path& file, const std::string& text) {
  NewFile out(file.string());
  out << text;
  out.finish();
}

std::string manifest(const std::string& name) {
  std::string out = "name: " + name + "\ntitle: {en: \"" + name + R"("}
base_year: 2020
country: {en: "Country"}
region_label: {en: "region"}            # one of them: state, province, land
currency: {code: CUR, en: yuan, symbol: "¤", scale: 1}   # `en` is one word; units below and in columns.csv change with it
registration: none                      # none, birthplace, or hukou: a register that gives rights
blocks:                                 # groups of regions that make up the country; keys for column `block`
  whole: {en: "Whole country"}
areas: {}                               # groups that policies name; may overlap
roles: {}
national:
)";
  for (const NationalFact& fact : national_facts())
    out += "  " + fact.name + ": {value: 0, unit: \"" + std::string(fact.spec.unit) + "\", status: judged, source: \"\"}" +
           "   # " + std::string(fact.spec.doc) + "\n";
  return out;
}

}  // namespace

int new_pack(const std::string& folder) {
  namespace fs = std::filesystem;
  if (fs::exists(folder) && !(fs::is_directory(folder) && fs::is_empty(folder)))
    throw InputError(in_quotes(folder) + " is there already and is not an empty folder");
  const fs::path path(folder);
  const auto line = [](const std::string& table, const std::string& column, const std::string& unit,
                       const std::string& doc) {
    return table + "," + column + "," + csv_field(unit) + ",,," + csv_field(doc) + "\n";
  };
  std::string columns = "table,column,unit,status,source,doc\n";
  for (const PackTable& table : pack_tables()) {
    std::string header;
    for (const auto& [name, key] : table.keys) {
      header += (header.empty() ? "" : ",") + name;
      columns += line(table.name, name, key == PackKey::age ? "years" : "text", "key");
    }
    for (const PackColumn& column : table.columns) {
      header += "," + column.name;
      const std::string doc(column.spec.doc);
      columns += line(table.name, column.name, std::string(column.spec.unit),
                      (doc.empty() ? column.name : doc) + (column.is_optional ? "; may be left out" : ""));
    }
    write(path / (table.name + ".csv"), header + "\n");
  }
  std::string name = fs::absolute(path).lexically_normal().filename().string();
  write(path / "columns.csv", columns);
  write(path / "pack.yaml", manifest(name.empty() ? "pack" : name));
  write(path / "parameters.yaml", "# What the country sets between the engine's defaults and a scenario, each with its source:\n"
                                  "# growth:\n#   labour_force_start: 0.005   # age structure\ngrowth: {}\n");
  write(path / "SOURCES.md", "# " + name + ": sources\n\n| table | publisher | what we did |\n|---|---|---|\n");
  std::cout << folder << ": " << pack_tables().size() << " tables without rows; scenarios/PACKS.md says how to go on, `jiuzhou check "
            << folder << "` what is missing\n";
  return exit_done;
}

}  // namespace jiuzhou
