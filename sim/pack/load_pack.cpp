#include "sim/pack/load_pack.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>
#include <set>
#include <unordered_map>

#include "sim/base/error.hpp"
#include "sim/base/read_file.hpp"
#include "sim/base/sha256.hpp"
#include "sim/base/vector_math.hpp"
#include "sim/pack/limits.hpp"
#include "sim/parameters.hpp"
#include "sim/state/wording.hpp"
#include "sim/text/csv.hpp"
#include "sim/text/strict_yaml.hpp"
#include "sim/text/text.hpp"

namespace jiuzhou {

std::vector<std::string> fixed_rows(PackKey key) {
  std::vector<std::string> rows;
  if (key == PackKey::age)
    for (std::size_t k = 0; k < age_groups; ++k) rows.push_back(std::to_string(5 * k));
  if (key == PackKey::year_of_age)
    for (std::size_t age = first_active_age; age < years_of_life; ++age) rows.push_back(std::to_string(age));
  if (key == PackKey::mover_age)
    for (const int age : mover_ages) rows.push_back(std::to_string(age));
  if (key == PackKey::education) rows.assign(education_names.begin(), education_names.end());
  return rows;
}

namespace {

constexpr std::size_t most_missing_shown = 5;

// Tables that may lie in the folder for readers other than the engine.
const std::vector<std::string> other_tables{"history", "scoring", "national_history"};

// One row of a table as it was found: its place and the indices of its keys.
struct FoundRow {
  Place place;
  std::size_t row = 0, column = 0;
};

// By name, in the order of the names.
using Files = std::map<std::string, ReadFile>;

Files files_in(const std::string& folder) {
  Files files;
  std::error_code code, other;
  for (std::filesystem::directory_iterator entry(folder, code), end; !code && entry != end; entry.increment(code))
    if (const std::string name = entry->path().filename().string();
        !name.starts_with('.') && entry->is_regular_file(other))
      files[name];
  if (code) throw IoError(fmt::format("cannot read the folder '{}': {}", folder, code.message()));
  for (auto& [name, file] : files) file = read_file((std::filesystem::path(folder) / name).string(), largest_csv);
  return files;
}

std::string sha256_of(const Files& files) {
  Sha256 sum;
  for (const auto& [name, file] : files) sum.add(file.bytes);
  return sum.hex();
}

class PackReader {
 public:
  PackReader(std::string folder, Diagnostics& diagnostics)
      : folder_(std::move(folder)), diagnostics_(diagnostics), values_(diagnostics) {}

  std::shared_ptr<const Pack> read() {
    const std::size_t errors = diagnostics_.count();
    pack_->folder = folder_;
    read_files();
    read_manifest();
    for (const PackTable& table : pack_tables()) {
      const std::size_t before = diagnostics_.count();
      is_whole_ = true;
      read_table(table);
      if (diagnostics_.count() == before && is_whole_) clean_.insert(table.name);
    }
    read_facts();
    read_parameters();
    check_roles();
    check_sums();
    check_workers();
    check_money();
    check_neighbours();
    if (diagnostics_.count() != errors) return nullptr;
    fill_names();
    pack_->paths.from = Quarter::of(pack_->base_year, 1);
    return pack_;
  }

 private:
  std::string path(const std::string& file) const { return (std::filesystem::path(folder_) / file).string(); }

  // ---- the files ----------------------------------------------------------------------------------------------------

  // Each is read once: the checksum is of the very bytes that the tables come from.
  void read_files() {
    files_ = files_in(folder_);
    for (const auto& [name, file] : files_)
      if (!file.why.empty()) diagnostics_.error(path(name), "cannot read: " + file.why);
    pack_->sha256 = sha256_of(files_);
  }

  // Nothing where it is not there or could not be read.
  const SourceText* source_of(const std::string& name) {
    const auto file = files_.find(name);
    if (file == files_.end()) return diagnostics_.open(path(name), largest_csv);  // says why
    return file->second.why.empty() ? diagnostics_.take(path(name), std::move(file->second.bytes)) : nullptr;
  }

  // ---- pack.yaml ----------------------------------------------------------------------------------------------------

  void read_manifest() {
    const SourceText* source = source_of("pack.yaml");
    if (source == nullptr) return;
    const auto root = parse_yaml(*source, diagnostics_);
    if (!root) return;
    has_manifest_ = true;
    const std::vector<std::string> known{"name",   "title", "base_year", "country", "region_label",
                                         "blocks", "areas", "roles",     "national"};
    const std::vector<std::string> optional{"currency", "registration"};
    std::vector<std::string> all = known;
    all.insert(all.end(), optional.begin(), optional.end());
    values_.keys(*root, "", all);
    for (const std::string& key : optional)
      if (const YamlNode* value = root->find(key)) read_manifest_entry(key, *value);
    if (const YamlNode* value = root->find("region_label")) {
      Diagnostics later;  // said where its turn comes
      if (const auto label = YamlValues(later).label(*value, "region_label")) pack_->region_label = *label;
    }
    know(pack_->currency);
    words_ = std::make_unique<Wording>(*pack_);
    for (const std::string& key : known) {
      const YamlNode* value = root->find(key);
      if (value == nullptr)
        diagnostics_.error({source, 0}, fmt::format("'{}' is missing", key));
      else
        read_manifest_entry(key, *value);
    }
  }

  void read_manifest_entry(const std::string& key, const YamlNode& value) {
    if (key == "name") {
      if (const auto name = values_.text(value, key)) pack_->name = *name;
    } else if (key == "base_year") {
      if (const auto year = values_.integer(value, key, 1900, 2100)) pack_->base_year = static_cast<int>(*year);
    } else if (key == "title") {
      if (const auto label = values_.label(value, key)) pack_->title = *label;
    } else if (key == "country") {
      if (const auto label = values_.label(value, key)) pack_->country = *label;
    } else if (key == "region_label") {
      const auto label = values_.label(value, key);
      if (!label) return;
      pack_->region_label = *label;
      if (const auto why = bad_region_label(label->en))
        diagnostics_.error(value.place, fmt::format("the English 'region_label' {} {}", in_quotes(label->en), *why));
    } else if (key == "national") {
      read_national(value);
    } else if (key == "currency") {
      read_currency(value);
    } else if (key == "registration") {
      const std::vector<std::string> kinds{"none", "birthplace", "hukou"};
      const auto word = values_.text(value, key);
      const auto kind = word ? std::ranges::find(kinds, *word) : kinds.end();
      if (word && kind == kinds.end())
        diagnostics_.error(value.place,
                           fmt::format("unknown registration {}{}", in_quotes(*word), suggestion(*word, kinds)));
      else if (word)
        pack_->registration = static_cast<Registration>(kind - kinds.begin());
    } else {
      auto& list = key == "blocks" ? pack_->blocks : key == "areas" ? pack_->areas : pack_->roles;
      if (!values_.map(value, key)) return;
      for (const YamlEntry& entry : value.entries) {
        if (const auto why = bad_code(entry.key))
          diagnostics_.error(entry.place, fmt::format("the code {} in '{}' {}", in_quotes(entry.key), key, *why));
        if (const auto label = values_.label(entry.value, fmt::format("{}.{}", key, entry.key)))
          list.emplace_back(entry.key, *label);
      }
    }
  }

  void read_currency(const YamlNode& node) {
    if (!values_.map(node, "currency")) return;
    values_.keys(node, "currency", {"code", "en", "zh", "symbol", "scale"});
    Currency& money = pack_->currency;
    money.zh.clear();
    for (const auto& [key, target] : {std::pair{"code", &money.code}, std::pair{"en", &money.en},
                                      std::pair{"zh", &money.zh}, std::pair{"symbol", &money.symbol}}) {
      const YamlNode* value = node.find(key);
      if (value != nullptr) {
        if (const auto word = values_.text(*value, std::string("currency.") + key)) *target = *word;
      } else if (target != &money.zh) {
        diagnostics_.error(node.place, fmt::format("'currency' has no '{}'", key));
      }
    }
    if (money.zh.empty()) money.zh = money.en;
    for (const std::string* word : {&money.code, &money.en})
      if (!std::ranges::all_of(*word, [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }))
        diagnostics_.error(node.place, in_quotes(*word) + " must be one word of letters, such as 'dollar'");
    if (const YamlNode* value = node.find("scale"))
      if (const auto scale = values_.integer(*value, "currency.scale", 1, 1000000)) {
        money.scale = static_cast<double>(*scale);
        if (*scale != 1 && *scale != 1000 && *scale != 1000000)
          diagnostics_.error(value->place,
                             "'currency.scale' must be 1, 1000 or 1000000, not " + in_quotes(value->text));
      }
  }

  // Who has no Chinese name goes by the English one.
  void fill_names() {
    const auto fill = [](Label& name) {
      if (name.zh.empty()) name.zh = name.en;
    };
    for (PackRegion& region : pack_->regions) {
      fill(region.name);
      if (region.name_full_zh.empty()) region.name_full_zh = region.name.zh;
    }
    for (PackIndustry& industry : pack_->industries) fill(industry.name);
    for (auto* list : {&pack_->blocks, &pack_->areas, &pack_->roles})
      for (auto& [code, label] : *list) fill(label);
    for (Label* label : {&pack_->title, &pack_->country, &pack_->region_label}) fill(*label);
  }

  void read_national(const YamlNode& national) {
    if (!values_.map(national, "national")) return;
    std::vector<std::string> names;
    for (NationalFact fact : national_facts()) {
      fact.spec = (*words_)(fact.spec);
      names.push_back(fact.name);
      const std::string at = "national." + fact.name;
      const YamlNode* entry = national.find(fact.name);
      if (entry == nullptr) {
        if (fact.member != nullptr)
          diagnostics_.error(national.place, fmt::format("{} is missing ({})", in_quotes(at), fact.spec.unit));
        continue;
      }
      if (!values_.map(*entry, at)) continue;
      values_.keys(*entry, at, {"value", "unit", "status", "source"});
      ColumnFact words{"national", fact.name, "", "", "", std::string(fact.spec.doc)};
      for (const auto& [key, target] :
           {std::pair{"unit", &words.unit}, std::pair{"status", &words.status}, std::pair{"source", &words.source}}) {
        const YamlNode* value = entry->find(key);
        if (value == nullptr)
          diagnostics_.error(entry->place, fmt::format("{} has no '{}'", in_quotes(at), key));
        else if (const auto text = values_.text(*value, fmt::format("{}.{}", at, key)))
          *target = *text;
      }
      if (const YamlNode* unit = entry->find("unit");
          unit != nullptr && !words.unit.empty() && words.unit != fact.spec.unit)
        diagnostics_.error(unit->place, fmt::format("the unit of {} is {}, but must be {}", in_quotes(at),
                                                    in_quotes(words.unit), in_quotes(fact.spec.unit)));
      pack_->columns.push_back(std::move(words));
      const YamlNode* value = entry->find("value");
      if (value == nullptr) {
        diagnostics_.error(entry->place, in_quotes(at) + " has no 'value'");
      } else if (const auto number = values_.number(*value, at + ".value", fact.spec)) {
        if (const auto message = outside(at + ".value", *number, fact.spec))
          diagnostics_.error(value->place, *message);
        else if (fact.member != nullptr)
          pack_->national.*fact.member = *number * fact.scale;
      }
    }
    values_.keys(national, "national", names);
  }

  // ---- parameters.yaml: optional ------------------------------------------------------------------------------------

  void read_parameters() {
    if (!files_.contains("parameters.yaml")) return;
    const SourceText* source = source_of("parameters.yaml");
    if (source == nullptr) return;
    const auto root = parse_yaml(*source, diagnostics_);
    if (!root) return;
    Parameters parameters = with_defaults<Parameters>();
    const ParameterList list = in_terms_of(*pack_, parameters_of(parameters));
    values_.parameters(*root, "", list, [&](const Parameter& parameter, Place place) {
      const std::string line = std::to_string(source->line_at(place.offset) + 1);
      pack_->parameters.push_back({parameter.path, parameter.get(), fmt::format("{}:{}", source->name(), line)});
    });
  }

  // ---- tables -------------------------------------------------------------------------------------------------------

  std::vector<PackColumn> columns_of(const PackTable& table) const {
    std::vector<PackColumn> columns = table.columns;
    if (table.per_industry)
      for (std::size_t i = 0; i < pack_->industries.size(); ++i)
        columns.push_back(table.per_industry(pack_->industries[i].code, i));
    for (PackColumn& column : columns) column.spec = (*words_)(column.spec);
    return columns;
  }

  void read_table(const PackTable& table) {
    // Without regions or industries every key would be unknown; report only the cause.
    for (const auto& [name, key] : table.keys) {
      if (table.rows == PackRows::defines) break;
      if (key == PackKey::region && pack_->regions.empty()) return;
      if (key == PackKey::industry && pack_->industries.empty()) return;
    }
    if (table.per_industry && pack_->industries.empty()) return;
    if (table.name == "migrants" && pack_->registration == Registration::none) {
      leave_out_migrants(table);
      return;
    }
    const auto csv = read_csv(source_of(table.name + ".csv"), diagnostics_);
    if (!csv) return;
    std::vector<PackColumn> columns = columns_of(table);
    for (const PackColumn& column : columns)  // what the file lacks is nothing
      if (column.is_optional && !csv->column(column.name))
        lacking_.insert(fmt::format("{}.{}", table.name, column.name));
    const std::vector<PackColumn> all = columns;
    std::erase_if(columns,
                  [&](const PackColumn& c) { return lacking_.contains(fmt::format("{}.{}", table.name, c.name)); });
    const auto positions = match_header(table, columns, *csv);
    if (!positions) return;

    const std::size_t rows = table.rows == PackRows::defines ? define(table, *csv, positions->front())
                                                             : size_of(table.keys[0].second, csv->rows.size());
    const std::size_t across = table.keys.size() > 1 ? size_of(table.keys[1].second, 0) : 1;
    if (rows == 0) return;
    for (const PackColumn& column : all)
      if (column.allocate) column.allocate(*pack_, rows, across);
    if (table.marks != nullptr) (pack_.get()->*table.marks).assign(rows, across);

    std::vector<std::size_t> line_of(rows * across, 0);
    std::size_t rejected = csv->rejected;
    for (std::size_t i = 0; i < csv->rows.size() && !diagnostics_.is_full(); ++i)
      if (!read_row(table, columns, *positions, csv->rows[i], i, across, line_of)) ++rejected;
    if (table.rows == PackRows::every || table.rows == PackRows::pairs)
      report_missing(table, csv->source, line_of, across, rejected);
  }

  // Where nobody is registered nobody is from elsewhere.
  void leave_out_migrants(const PackTable& table) {
    if (files_.contains(table.name + ".csv"))
      diagnostics_.error(path(table.name + ".csv"),
                         "with 'registration: none' nobody is from elsewhere; leave this file out");
    for (const PackColumn& column : table.columns)
      column.allocate(*pack_, pack_->regions.size(), pack_->regions.size());
    lacking_.insert(table.name);
  }

  // Position in the file of each key and then of each column.
  std::optional<std::vector<std::size_t>> match_header(const PackTable& table, const std::vector<PackColumn>& columns,
                                                       const CsvTable& csv) {
    std::vector<std::string> expected;
    for (const auto& [name, key] : table.keys) expected.push_back(name);
    for (const PackColumn& column : columns) expected.push_back(column.name);

    std::vector<std::string> missing;
    for (const std::string& name : expected)
      if (!csv.column(name)) missing.push_back(name);
    for (std::size_t i = 0; i < csv.header.size(); ++i) {
      const CsvField& field = csv.header[i];
      if (*csv.column(field.text) != i) {
        diagnostics_.error(field.place, fmt::format("column {} is given twice", in_quotes(field.text)));
      } else if (std::ranges::find(expected, field.text) == expected.end()) {
        const auto meant = nearest(field.text, missing);
        diagnostics_.error(field.place, fmt::format("unknown column {}{}", in_quotes(field.text),
                                                    meant             ? fmt::format("; did you mean '{}'?", *meant)
                                                    : missing.empty() ? "; every column of this table is there already"
                                                                      : suggestion(field.text, missing)));
        if (meant) std::erase(missing, *meant);
      }
    }
    for (const std::string& name : missing)
      diagnostics_.error({csv.source, 0}, fmt::format("column '{}' is missing", name));

    std::vector<std::size_t> positions;
    for (const std::string& name : expected) {
      const auto position = csv.column(name);
      if (!position) return std::nullopt;
      positions.push_back(*position);
    }
    return positions;
  }

  std::size_t size_of(PackKey key, std::size_t rows_found) const {
    switch (key) {
      case PackKey::region:
        return pack_->regions.size();
      case PackKey::industry:
        return pack_->industries.size();
      case PackKey::age:
      case PackKey::year_of_age:
      case PackKey::mover_age:
      case PackKey::education:
        return fixed_rows(key).size();
      case PackKey::quarter:
        return std::min(rows_found, most_quarters);
    }
    return 0;
  }

  // Regions and industries come into being: one per row with a code of its own.
  std::size_t define(const PackTable& table, const CsvTable& csv, std::size_t at) {
    const bool region = table.keys[0].second == PackKey::region;
    const std::size_t most = region ? most_regions : most_industries;
    auto& index = region ? region_index_ : industry_index_;
    const std::string& what = table.keys[0].first;
    if (csv.rows.empty()) diagnostics_.error({csv.source, 0}, "there is no " + what);
    if (csv.rows.size() > most) diagnostics_.error(csv.rows[most][at].place, fmt::format("more than {} rows", most));
    for (std::size_t i = 0; i < std::min(csv.rows.size(), most); ++i) {
      const CsvField& field = csv.rows[i][at];
      if (const auto why = bad_code(field.text))
        diagnostics_.error(field.place, fmt::format("{} {} {}", what, in_quotes(field.text), *why));
      // A code given twice is reported with its row.
      if (!index.emplace(field.text, region ? pack_->regions.size() : pack_->industries.size()).second) continue;
      if (region)
        pack_->regions.emplace_back().code = field.text;
      else
        pack_->industries.emplace_back().code = field.text;
    }
    return region ? pack_->regions.size() : pack_->industries.size();
  }

  // Index of a key, or nothing after saying what is wrong with it.
  std::optional<std::size_t> key_index(PackKey key, const std::string& name, const CsvField& field, std::size_t row) {
    if (key == PackKey::region || key == PackKey::industry) {
      const auto& index = key == PackKey::region ? region_index_ : industry_index_;
      if (const auto found = index.find(field.text); found != index.end()) return found->second;
      // Where what defines the codes is wrong itself, that is the cause, and it has been said.
      if (!clean_.contains(key == PackKey::region ? "regions" : "industries")) {
        is_whole_ = false;
        return std::nullopt;
      }
      const std::string hint =
          key == PackKey::region ? region_suggestion(*pack_, field.text) : industry_suggestion(*pack_, field.text);
      diagnostics_.error(field.place, fmt::format("unknown {} {}{}", name, in_quotes(field.text), hint));
      return std::nullopt;
    }
    if (key != PackKey::quarter) {
      const std::vector<std::string> rows = fixed_rows(key);
      const auto found = std::ranges::find(rows, field.text);
      if (found != rows.end()) return static_cast<std::size_t>(found - rows.begin());
      const std::string all = key == PackKey::age           ? "0, 5, 10, ..., 85"
                              : key == PackKey::year_of_age ? "15, 16, 17, ..., 89"
                                                            : joined(rows);
      diagnostics_.error(field.place, fmt::format("unknown {} {}; allowed: {}", name, in_quotes(field.text), all));
      return std::nullopt;
    }
    const Quarter expected = Quarter::of(pack_->base_year, 1) + static_cast<int>(row);
    if (parse_quarter(field.text) == expected && row < most_quarters) return row;
    // One gap shifts all later rows; report only the first.
    if (pack_->base_year != 0 && !has_gap_)
      diagnostics_.error(field.place,
                         fmt::format("quarter {} where {} should be", in_quotes(field.text), expected.text()));
    has_gap_ = true;
    return std::nullopt;
  }

  // Whether the row has a place of its own in the table.
  bool read_row(const PackTable& table, const std::vector<PackColumn>& columns,
                const std::vector<std::size_t>& positions, const std::vector<CsvField>& fields, std::size_t number,
                std::size_t across, std::vector<std::size_t>& line_of) {
    const CsvField& first = fields[positions[0]];
    const std::size_t line = first.place.source->line_at(first.place.offset) + 1;
    std::size_t row = number, at = 0;
    bool keys_fit = true;
    if (table.rows == PackRows::defines) {
      const auto& index = table.keys[0].second == PackKey::region ? region_index_ : industry_index_;
      const auto found = index.find(first.text);
      keys_fit = found != index.end();
      if (keys_fit) row = found->second;
    } else {
      for (std::size_t k = 0; k < table.keys.size(); ++k) {
        const auto index = key_index(table.keys[k].second, table.keys[k].first, fields[positions[k]], number);
        if (!index)
          keys_fit = false;
        else
          (k == 0 ? row : at) = *index;
      }
    }
    if (keys_fit) {
      std::size_t& earlier = line_of[row * across + at];
      if (earlier != 0) {
        std::string name = fmt::format("{} {}", table.keys[0].first, in_quotes(first.text));
        if (table.keys.size() > 1)
          name += fmt::format(", {} {}", table.keys[1].first, in_quotes(fields[positions[1]].text));
        diagnostics_.error(first.place, fmt::format("{} is given twice (first on line {})", name, earlier));
        keys_fit = false;
      } else {
        earlier = line;
      }
    }
    const bool two_regions = table.keys.size() > 1 && table.keys[1].second == PackKey::region;
    if (keys_fit && two_regions && row == at && (table.rows == PackRows::pairs || table.rows == PackRows::some)) {
      diagnostics_.error(fields[positions[1]].place, "the two regions must be different");
      keys_fit = false;
    }
    if (keys_fit) {
      found_[table.name].push_back({first.place, row, at});
      if (table.marks != nullptr) (pack_.get()->*table.marks)(RegionId(row), RegionId(at)) = 1;
    }
    for (std::size_t c = 0; c < columns.size(); ++c)
      read_value(columns[c], fields[positions[table.keys.size() + c]], keys_fit, row, at);
    return keys_fit;
  }

  // Checks a field whether or not its keys are known, so that all errors come at once; stores it if they are.
  void read_value(const PackColumn& column, const CsvField& field, bool keys_fit, std::size_t row, std::size_t at) {
    if (column.is_text()) {
      read_words(column, field, keys_fit, row);
      return;
    }
    if (field.text.empty()) {
      diagnostics_.error(field.place, fmt::format("'{}' is empty; expected a number", column.name));
      return;
    }
    const auto value = parse_number(field.text);
    if (!value) {
      diagnostics_.error(field.place, fmt::format("'{}' must be a number, not {}", column.name, in_quotes(field.text)));
      return;
    }
    if (const auto message = outside(column.name, *value, column.spec)) {
      diagnostics_.error(field.place, *message);
    } else if (column.above_min && *value <= column.spec.min) {
      diagnostics_.error(field.place, fmt::format("'{}' must be above {}, not {}", column.name,
                                                  shortest(column.spec.min), in_quotes(field.text)));
    } else if (column.is_whole && *value != std::trunc(*value)) {
      diagnostics_.error(field.place,
                         fmt::format("'{}' must be a whole number, not {}", column.name, in_quotes(field.text)));
    } else if (keys_fit) {
      column.store(*pack_, row, at, *value * column.scale);
    }
  }

  void read_words(const PackColumn& column, const CsvField& field, bool keys_fit, std::size_t row) {
    std::vector<std::string> words;
    if (!field.text.empty()) {
      if (column.is_list)
        for (const std::string_view word : split(field.text, '|')) words.emplace_back(word);
      else
        words.push_back(field.text);
    }
    if (words.empty() && !column.may_be_empty)
      diagnostics_.error(field.place, fmt::format("'{}' is empty", column.name));
    if (column.vocabulary && (has_manifest_ || !column.vocabulary(*pack_).empty())) {
      const std::vector<std::string> allowed = column.vocabulary(*pack_);
      for (std::size_t i = 0; i < words.size(); ++i) {
        if (std::ranges::find(allowed, words[i]) == allowed.end())
          diagnostics_.error(field.place, fmt::format("unknown {} {}{}", singular(column), in_quotes(words[i]),
                                                      suggestion(words[i], allowed)));
        else if (std::find(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(i), words[i]) !=
                 words.begin() + static_cast<std::ptrdiff_t>(i))
          diagnostics_.error(field.place, in_quotes(words[i]) + " is given twice");
      }
    }
    if (keys_fit) column.store_text(*pack_, row, std::move(words));
  }

  static std::string singular(const PackColumn& column) {
    return column.is_list ? column.name.substr(0, column.name.size() - 1) : column.name;
  }

  std::string key_name(PackKey key, std::size_t i) const {
    switch (key) {
      case PackKey::region:
        return fmt::format("'{}'", pack_->regions[i].code);
      case PackKey::industry:
        return fmt::format("'{}'", pack_->industries[i].code);
      case PackKey::age:
      case PackKey::year_of_age:
      case PackKey::mover_age:
      case PackKey::education:
        return fmt::format("'{}'", fixed_rows(key)[i]);
      case PackKey::quarter:
        return (Quarter::of(pack_->base_year, 1) + static_cast<int>(i)).text();
    }
    return {};
  }

  // Rows that are not there. When no more are missing than were rejected, the rejected ones are those.
  void report_missing(const PackTable& table, const SourceText* source, const std::vector<std::size_t>& line_of,
                      std::size_t across, std::size_t rejected) {
    for (const auto& [name, key] : table.keys)
      if ((key == PackKey::region && !clean_.contains("regions")) ||
          (key == PackKey::industry && !clean_.contains("industries")))
        return;
    std::vector<std::string> missing;
    for (std::size_t i = 0; i < line_of.size(); ++i) {
      const std::size_t row = i / across, at = i % across;
      if (line_of[i] != 0 || (table.rows == PackRows::pairs && row == at)) continue;
      std::string name = fmt::format("{} {}", table.keys[0].first, key_name(table.keys[0].second, row));
      if (table.keys.size() > 1)
        name += fmt::format(", {} {}", table.keys[1].first, key_name(table.keys[1].second, at));
      missing.push_back(std::move(name));
    }
    if (missing.size() <= rejected) return;
    const std::size_t shown = missing.size() <= most_missing_shown + 1 ? missing.size() : most_missing_shown;
    for (std::size_t i = 0; i < shown; ++i) diagnostics_.error({source}, "no row for " + missing[i]);
    if (shown < missing.size())
      diagnostics_.error({source}, fmt::format("and no row for {} more", missing.size() - shown));
  }

  // ---- columns.csv: unit and origin of every column -----------------------------------------------------------------

  void read_facts() {
    const auto csv = read_csv(source_of("columns.csv"), diagnostics_);
    if (!csv) return;
    const std::vector<std::string> names{"table", "column", "unit", "status", "source", "doc"};
    PackTable layout{.name = "columns", .doc = {}, .keys = {}, .columns = {}};
    std::vector<PackColumn> columns;
    for (const std::string& name : names) columns.emplace_back().name = name;
    const auto positions = match_header(layout, columns, *csv);
    if (!positions) return;

    std::vector<std::string> tables = other_tables;
    std::unordered_map<std::string, std::string> units;  // of every column to be described
    std::vector<std::string> order;
    const auto expect = [&](const std::string& table, const std::string& column, std::string unit) {
      if (const std::size_t mark = unit.find("{year}"); mark != std::string::npos)
        unit.replace(mark, 6, std::to_string(pack_->base_year));
      units[fmt::format("{}.{}", table, column)] = unit;
      order.push_back(fmt::format("{}.{}", table, column));
    };
    for (const PackTable& table : pack_tables()) {
      if (lacking_.contains(table.name)) continue;
      tables.push_back(table.name);
      for (const auto& [name, key] : table.keys) expect(table.name, name, std::string(unit_of(key)));
      for (const PackColumn& column : columns_of(table))
        if (!lacking_.contains(fmt::format("{}.{}", table.name, column.name)))
          expect(table.name, column.name, std::string(column.spec.unit));
    }

    std::unordered_map<std::string, std::size_t> seen;
    for (const auto& row : csv->rows) {
      const auto field = [&](std::size_t k) -> const CsvField& { return row[(*positions)[k]]; };
      const std::string& table = field(0).text;
      const std::string id = fmt::format("{}.{}", table, field(1).text);
      const std::size_t line = csv->source->line_at(field(0).place.offset) + 1;
      if (std::ranges::find(tables, table) == tables.end()) {
        diagnostics_.error(field(0).place,
                           fmt::format("unknown table {}{}", in_quotes(table), suggestion(table, tables)));
        continue;
      }
      if (const auto [earlier, is_new] = seen.emplace(id, line); !is_new) {
        diagnostics_.error(field(0).place,
                           fmt::format("{} is given twice (first on line {})", in_quotes(id), earlier->second));
        continue;
      }
      for (std::size_t k = 2; k < names.size(); ++k)
        if (field(k).text.empty()) diagnostics_.error(field(k).place, fmt::format("'{}' is empty", names[k]));
      pack_->columns.push_back({table, field(1).text, field(2).text, field(3).text, field(4).text, field(5).text});
      if (std::ranges::find(other_tables, table) != other_tables.end()) continue;
      const auto unit = units.find(id);
      if (unit == units.end()) {
        if (pack_->industries.empty()) continue;
        std::vector<std::string> columns_there;
        for (const std::string& name : order)
          if (name.starts_with(table + ".")) columns_there.push_back(name.substr(table.size() + 1));
        diagnostics_.error(field(1).place,
                           fmt::format("unknown column {}{}", in_quotes(id), suggestion(field(1).text, columns_there)));
      } else if (unit->second != field(2).text && !field(2).text.empty() && pack_->base_year != 0) {
        diagnostics_.error(field(2).place, fmt::format("the unit of {} is {}, but must be {}", in_quotes(id),
                                                       in_quotes(field(2).text), in_quotes(unit->second)));
      }
    }
    for (const std::string& id : order)
      if (!seen.contains(id)) diagnostics_.error({csv->source}, fmt::format("no row for column '{}'", id));
  }

  // ---- what must hold between numbers -------------------------------------------------------------------------------

  void check_roles() {
    std::unordered_map<std::string, std::size_t> first;
    for (const FoundRow& found : found_["industries"]) {
      const std::string& role = pack_->industries[found.row].role;
      if (role.empty()) continue;
      if (const auto [earlier, is_new] = first.emplace(role, found.row); !is_new)
        diagnostics_.error(found.place,
                           fmt::format("role '{}' is given to two industries, '{}' and '{}'", role,
                                       pack_->industries[earlier->second].code, pack_->industries[found.row].code));
    }
  }

  void check_sums() {
    constexpr double tolerance = 1e-6;
    const auto total = [](const auto& values) {
      double sum = 0;
      for (const double x : values) sum += x;
      return sum;
    };
    if (clean_.contains("education"))
      for (const FoundRow& found : found_["education"]) {
        const double sum = total(pack_->education[RegionId(found.row)]);
        if (std::abs(sum - 1) > tolerance)
          diagnostics_.error(found.place, fmt::format("the shares of region '{}' sum to {}, not 1",
                                                      pack_->regions[found.row].code, shortest(sum)));
      }
    if (clean_.contains("age") && clean_.contains("population"))
      for (const FoundRow& found : found_["age"]) {
        const auto r = RegionId(found.row);
        const double ages = total(pack_->age[r]), people = pack_->urban[r] + pack_->rural[r];
        if (people <= 0 || std::abs(ages / people - 1) > tolerance)
          diagnostics_.error(found.place,
                             fmt::format("the age groups of region '{}' sum to {} persons, but population.csv has {}",
                                         pack_->regions[found.row].code, shortest(ages), shortest(people)));
      }
    if (clean_.contains("vital_rates")) {
      const double sum = total(pack_->migrant_share);
      if (std::abs(sum - 1) > tolerance)
        diagnostics_.error(found_["vital_rates"].front().place,
                           fmt::format("column 'migrant_share' sums to {}, not 1", shortest(sum)));
    }
  }

  // Output needs workers, and workers are adults, with the unemployed beside them.
  void check_workers() {
    if (!clean_.contains("accounts")) return;
    std::vector<double> employed(pack_->regions.size(), 0);
    for (const FoundRow& found : found_["accounts"]) {
      const auto r = RegionId(found.row);
      const auto s = IndustryId(found.column);
      const double workers = pack_->accounts.employment(r, s);
      employed[found.row] += workers;
      if (pack_->accounts.gross_output(r, s) > 0 && workers < 0.5)
        diagnostics_.error(
            found.place,
            fmt::format("region '{}', industry '{}' has output and {} employed; nothing is produced without workers",
                        pack_->regions[found.row].code, pack_->industries[found.column].code, shortest(workers)));
    }
    if (!clean_.contains("age") || !has_manifest_) return;
    for (const FoundRow& found : found_["age"]) {
      const auto ages = pack_->age[RegionId(found.row)];
      double adults = 0;
      for (std::size_t a = 3; a < age_groups; ++a) adults += ages[a];
      const double needed = employed[found.row] / (1 - pack_->national.unemployment_rate);
      if (needed > adults)
        diagnostics_.error(found.place, fmt::format("region '{}' has {} persons aged 15 and over, but accounts.csv has "
                                                    "{} employed, which makes {} with the unemployed",
                                                    pack_->regions[found.row].code, shortest(adults),
                                                    shortest(employed[found.row]), shortest(std::round(needed))));
    }
  }

  // Sums are whole hundredths in 64 bits, with room for growth of prices and output; wages need enough of them.
  void check_money() {
    constexpr double most_output = 3e15, least_wage = 100;  // a year
    if (!clean_.contains("accounts") || found_["accounts"].empty()) return;
    const SourceText* accounts = found_["accounts"].front().place.source;
    double output = 0, paid = 0, employed = 0;
    for (const double x : pack_->accounts.gross_output.values()) output += x;
    for (const double x : pack_->accounts.labour_compensation.values()) paid += x;
    for (const double x : pack_->accounts.employment.values()) employed += x;
    const std::string money = money_word(pack_->currency);
    if (output > most_output)
      diagnostics_.error({accounts}, fmt::format("the nation's output of {} {} a year is more than the ledger can "
                                                 "hold; count larger: 'currency: {{..., scale: {}}}' in pack.yaml",
                                                 shortest(std::round(output)), money,
                                                 pack_->currency.scale < 1e3 ? "1000" : "1000000"));
    if (employed > 0 && paid / employed < least_wage)
      diagnostics_.error(
          {accounts}, fmt::format("a worker is paid {} {} a year, too little for sums in hundredths; check the unit{}",
                                  shortest(paid / employed), money,
                                  pack_->currency.scale > 1 ? ", or give 'currency' a smaller 'scale'" : ""));
  }

  void check_neighbours() {
    if (!clean_.contains("adjacency")) return;
    for (const FoundRow& found : found_["adjacency"])
      if (pack_->adjacent(RegionId(found.column), RegionId(found.row)) == 0)
        diagnostics_.error(found.place, fmt::format("'{}' has '{}' for a neighbour, but not the other way round",
                                                    pack_->regions[found.row].code, pack_->regions[found.column].code));
  }

  std::string folder_;
  Diagnostics& diagnostics_;
  YamlValues values_;
  std::shared_ptr<Pack> pack_ = std::make_shared<Pack>();
  std::unordered_map<std::string, std::size_t> region_index_, industry_index_;
  std::unordered_map<std::string, std::vector<FoundRow>> found_;  // by table
  std::set<std::string> clean_;                                   // tables without an error
  std::set<std::string> lacking_;  // tables and columns that are lacking and need not be there
  std::unique_ptr<Wording> words_ = std::make_unique<Wording>(*pack_);  // as the pack calls things
  Files files_;                                                         // what was taken has no bytes any more
  bool is_whole_ = true;                                                // no row of the table at hand was left out
  bool has_manifest_ = false;
  bool has_gap_ = false;  // between the quarters
};

}  // namespace

std::string region_suggestion(const Pack& pack, std::string_view wrong) {
  std::vector<std::string> codes, names;
  for (const PackRegion& region : pack.regions) {
    codes.push_back(region.code);
    if (region.name.zh == wrong || region.name_full_zh == wrong)
      return fmt::format("; did you mean '{}'?", region.code);
    names.push_back(region.name.en);
  }
  if (!nearest(wrong, codes))
    if (const auto name = nearest(wrong, names))
      for (const PackRegion& region : pack.regions)
        if (region.name.en == *name) return fmt::format("; did you mean '{}'?", region.code);
  return suggestion(wrong, codes);
}

std::string industry_suggestion(const Pack& pack, std::string_view wrong) {
  std::vector<std::string> codes, names;
  for (const PackIndustry& industry : pack.industries) {
    codes.push_back(industry.code);
    if (industry.name.zh == wrong) return fmt::format("; did you mean '{}'?", industry.code);
    names.push_back(industry.name.en);
  }
  if (!nearest(wrong, codes))
    if (const auto name = nearest(wrong, names))
      for (const PackIndustry& industry : pack.industries)
        if (industry.name.en == *name) return fmt::format("; did you mean '{}'?", industry.code);
  return suggestion(wrong, codes);
}

std::optional<std::string> bad_region_label(std::string_view label) {
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  const auto may_follow = [&](char c) { return is_letter(c) || (c >= '0' && c <= '9') || c == ' ' || c == '-'; };
  constexpr std::size_t longest = 64;
  if (!label.empty() && label.size() <= longest && is_letter(label.front()) && std::ranges::all_of(label, may_follow))
    return std::nullopt;
  return "must be a word or two of English letters, such as 'state'";
}

ParameterList in_terms_of(const Pack& pack, ParameterList list) {
  constexpr double wage_2012 = 33634.3956;  // yuan a year, labour compensation to employment in the pack of 2012
  double paid = 0, employed = 0;
  for (const double x : pack.accounts.labour_compensation.values()) paid += x;
  for (const double x : pack.accounts.employment.values()) employed += x;
  const bool is_other = pack.currency.code != Currency{}.code && paid > 0 && employed > 0;
  const double wages = is_other ? paid / employed / wage_2012 : 1;
  list.change_specs([&](Spec spec) {
    const int power = money_power(spec.unit);
    if (power != 0 && is_other)
      for (double* sum : {&spec.fallback, &spec.min, &spec.max}) {
        if (!(std::abs(*sum) > 0 && std::isfinite(*sum))) continue;
        const double whole = *sum * portable::pow(wages, power);
        const double step =
            portable::pow(10.0, std::floor(portable::log(std::abs(whole)) / portable::log(10.0)) - 2);  // three digits
        *sum = step < 1 ? std::round(whole / step) / std::round(1 / step) : std::round(whole / step) * step;
      }
    return spec;
  });
  return Wording(pack)(std::move(list));
}

std::string pack_sha256(const std::string& folder) {
  return sha256_of(files_in(folder));
}

std::shared_ptr<const Pack> load_pack(const std::string& folder, Diagnostics& diagnostics) {
  std::error_code code;
  if (!std::filesystem::is_directory(folder, code)) {
    diagnostics.error(folder, "this is not the folder of a pack");
    return nullptr;
  }
  return PackReader(folder, diagnostics).read();
}

}  // namespace jiuzhou
