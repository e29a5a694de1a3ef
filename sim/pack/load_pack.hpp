// Packs: one declaration of every table, from which the reader, its checks and the reference are made.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "sim/base/declare.hpp"
#include "sim/state/pack.hpp"
#include "sim/text/diagnostics.hpp"

namespace jiuzhou {

// What a key column holds.
enum class PackKey : std::uint8_t { region, industry, age, year_of_age, mover_age, education, quarter };

// Unit of the key's column.
constexpr std::string_view unit_of(PackKey key) {
  return key == PackKey::age || key == PackKey::year_of_age || key == PackKey::mover_age ? "years" : "text";
}

// Rows of a table whose key is the same in every pack; none of other keys.
std::vector<std::string> fixed_rows(PackKey key);

// Which rows a table must have.
enum class PackRows : std::uint8_t {
  defines,      // each row defines one region or industry
  every,        // one for every combination of its keys
  pairs,        // one for every pair of different regions
  some,         // those that apply
  consecutive,  // quarter after quarter from the base year
};

// One column: its unit in the file, bounds in that unit, and where it goes.
struct PackColumn {
  std::string name;
  Spec spec;
  double scale = 1;        // from the file's unit to the Pack's
  bool above_min = false;  // the lower bound itself is not allowed
  bool is_whole = false;   // whole numbers only
  std::function<void(Pack&, std::size_t rows, std::size_t columns)> allocate;
  std::function<void(Pack&, std::size_t row, std::size_t column, double)> store;     // numbers
  std::function<void(Pack&, std::size_t row, std::vector<std::string>)> store_text;  // text
  std::function<std::vector<std::string>(const Pack&)> vocabulary;  // allowed words of a text, if it is limited
  bool is_list = false;                                             // words joined by '|'
  bool may_be_empty = false;
  bool is_optional = false;  // the file may lack it: nobody needs it, or another column stands in

  [[nodiscard]] bool is_text() const { return store_text != nullptr; }
};

struct PackTable {
  std::string name;  // the file without .csv
  std::string_view doc;
  PackRows rows = PackRows::every;
  std::vector<std::pair<std::string, PackKey>> keys;
  std::vector<PackColumn> columns;
  // Instead of `columns`: one column per industry, all alike.
  std::function<PackColumn(const std::string& industry, std::size_t index)> per_industry = {};
  // Instead of `columns`: a table of 0 and 1 in which each row is a 1.
  Table<RegionId, RegionId, double> Pack::*marks = nullptr;
};

// Every table the engine reads, in reading order.
const std::vector<PackTable>& pack_tables();

// One number of the manifest's `national:`.
struct NationalFact {
  std::string name;
  Spec spec;
  double scale = 1;
  double PackNational::*member = nullptr;  // null: kept for readers of the pack, the engine has no use for it
};
const std::vector<NationalFact>& national_facts();

// Reads   and checks the folder; null when anything is wrong, with every error in `diagnostics`.
std::shared_ptr<const Pack> load_pack(const std::string& folder, Diagnostics& diagnostics);

// The checksum of the folder's files without reading the pack: as `cat * | sha256sum` gives it.
std::string pack_sha256(const std::string& folder);

// Parameters as the pack calls and counts them: its money, its regions. Where the money is another one, the defaults
// and bounds that are declared in yuan are as many mean wages.
ParameterList in_terms_of(const Pack& pack, ParameterList list);

// What the writer of an unknown code may have meant: a near code, or the code of the region with that name.
std::string region_suggestion(const Pack& pack, std::string_view wrong);
std::string industry_suggestion(const Pack& pack, std::string_view wrong);

// Names of the special areas, in the order of Pack::special and of the bits of Selection::special_area_mask.
const std::vector<std::string>& special_area_names();

}  // namespace jiuzhou
