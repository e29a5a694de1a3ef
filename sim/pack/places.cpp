#include "sim/pack/places.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <limits>
#include <set>

#include "sim/pack/load_pack.hpp"
#include "sim/text/text.hpp"

namespace jiuzhou {

namespace {

struct Bounds {
  double min = 0, max = 1;
};

// Columns of numbers and what they may be: shares unless they say otherwise.
std::map<std::string, Bounds> numbers_of(const Pack& pack) {
  constexpr double any = std::numeric_limits<double>::max();
  std::map<std::string, Bounds> all{{"latitude", {-90, 90}},    {"longitude", {-180, 180}},
                                    {"land_area", {1e-3, any}}, {"tile_row", {0, 1000}},
                                    {"tile_col", {0, 1000}},    {"adcode", {0, 1e9}},
                                    {"population", {}},         {"urban", {}},
                                    {"registered", {}},         {"arrivals", {}},
                                    {"employment", {}},         {"value_added", {}},
                                    {"investment", {}},         {"seaport", {}}};
  for (const std::string& name : special_area_names()) all[name] = {};
  for (const PackIndustry& industry : pack.industries)
    for (const std::string& name : {industry.code, industry.class9, industry.sector3}) all[name] = {};
  return all;
}

const std::vector<std::string> text_columns{"region", "place", "name_en",    "name_zh", "name_full_zh",
                                            "areas",  "roles", "neighbours", "status",  "source"};

class PlaceReader {
 public:
  PlaceReader(const Pack& pack, Diagnostics& diagnostics)
      : pack_(pack), diagnostics_(diagnostics), numbers_(numbers_of(pack)) {}

  std::vector<SplitRegion> read(const SourceText* source) {
    const auto csv = read_csv(source, diagnostics_);
    if (!csv || !knows_header(*csv)) return {};
    for (const auto& row : csv->rows) read_row(*csv, row);
    std::ranges::sort(split_, {}, &SplitRegion::region);
    for (SplitRegion& region : split_) check_region(region);
    check_groups();
    return std::move(split_);
  }

 private:
  bool knows_header(const CsvTable& csv) {
    const std::size_t before = diagnostics_.count();
    std::vector<std::string> known = text_columns;
    for (const auto& [name, bounds] : numbers_) known.push_back(name);
    std::set<std::string> seen;
    for (const CsvField& field : csv.header) {
      if (std::ranges::find(known, field.text) == known.end())
        diagnostics_.error(field.place,
                           fmt::format("unknown column {}{}", in_quotes(field.text), suggestion(field.text, known)));
      if (!seen.insert(field.text).second)
        diagnostics_.error(field.place, fmt::format("column {} is given twice", in_quotes(field.text)));
    }
    for (const char* name : {"region", "place", "name_en", "population", "status", "source"})
      if (!csv.column(name)) diagnostics_.error({csv.source, 0}, fmt::format("column '{}' is missing", name));
    return diagnostics_.count() == before;
  }

  void read_row(const CsvTable& csv, const std::vector<CsvField>& row) {
    SplitPlace place;
    place.row = row.front().place;
    for (std::size_t i = 0; i < row.size(); ++i) {
      const std::string& name = csv.header[i].text;
      const CsvField& field = row[i];
      place.where[name] = field.place;
      if (field.text.empty()) continue;
      const auto bounds = numbers_.find(name);
      if (bounds == numbers_.end()) {
        place.words[name] = field.text;
        continue;
      }
      const auto value = parse_number(field.text);
      if (!value || *value < bounds->second.min || *value > bounds->second.max)
        diagnostics_.error(field.place,
                           fmt::format("{} in column '{}' is not a number in [{}, {}]", in_quotes(field.text), name,
                                       shortest(bounds->second.min), shortest(bounds->second.max)));
      else
        place.numbers[name] = *value;
    }
    for (const char* name : {"region", "place", "name_en", "status", "source"})
      if (!place.words.contains(name)) diagnostics_.error(place.where[name], fmt::format("'{}' is empty", name));
    place.code = place.word("place", "");
    if (const auto why = place.code.empty() ? std::nullopt : bad_code(place.code))
      diagnostics_.error(place.where["place"], fmt::format("the code {} {}", in_quotes(place.code), *why));
    if (!codes_.insert(place.code).second)
      diagnostics_.error(place.where["place"], fmt::format("place {} is given twice", in_quotes(place.code)));
    join(std::move(place));
  }

  void join(SplitPlace place) {
    const std::string code = place.word("region", "");
    const auto found = std::ranges::find(pack_.regions, code, &PackRegion::code);
    if (found == pack_.regions.end()) {
      if (!code.empty())
        diagnostics_.error(place.where["region"],
                           fmt::format("unknown region {}{}", in_quotes(code), region_suggestion(pack_, code)));
      return;
    }
    if (std::ranges::find(pack_.regions, place.code, &PackRegion::code) != pack_.regions.end())
      diagnostics_.error(place.where["place"],
                         fmt::format("{} is a region of the pack; its places need codes of their own, and '{}' stays a "
                                     "name for all of them",
                                     in_quotes(place.code), code));
    const auto r = static_cast<std::size_t>(found - pack_.regions.begin());
    auto at = std::ranges::find(split_, r, &SplitRegion::region);
    if (at == split_.end()) at = split_.insert(split_.end(), {r, {}});
    at->places.push_back(std::move(place));
  }

  void check_region(SplitRegion& region) {
    const std::string& code = pack_.regions[region.region].code;
    const auto is_rest = [](const SplitPlace& p) { return p.number("population") == nullptr; };
    const Place first = region.places.front().row;
    if (std::ranges::count_if(region.places, is_rest) != 1) {
      diagnostics_.error(first, fmt::format("of the places of '{}' exactly one must have no 'population': the rest, "
                                            "which gets what the others leave",
                                            code));
      return;
    }
    std::ranges::stable_partition(region.places, [&](const SplitPlace& p) { return !is_rest(p); });
    if (region.places.size() < 2)
      diagnostics_.error(first, fmt::format("'{}' has one place only; that is no split", code));
    check_shares(region, code);
  }

  // Groups of places are those of the pack, or new ones with their names: key:English:Chinese, in one row at least.
  void check_groups() {
    std::vector<std::string> known{"-"};
    for (const auto& [key, label] : pack_.areas) known.push_back(key);
    const auto each = [&](const auto& use) {
      for (SplitRegion& region : split_)
        for (SplitPlace& place : region.places) {
          const std::string groups = place.word("areas", "-");
          for (const std::string_view group : split(groups, '|')) use(place, split(group, ':'));
        }
    };
    each([&](SplitPlace&, const std::vector<std::string_view>& names) {
      if (names.size() == 3) known.emplace_back(names.front());
    });
    each([&](SplitPlace& place, const std::vector<std::string_view>& names) {
      const std::string key(names.front());
      if (std::ranges::find(known, key) == known.end())
        diagnostics_.error(place.where["areas"],
                           fmt::format("unknown area {}{}; a new one is written key:English:Chinese", in_quotes(key),
                                       suggestion(key, known)));
      if (names.size() != 1 && names.size() != 3)
        diagnostics_.error(place.where["areas"], "an area is a key, or key:English:Chinese where it is new");
    });
  }

  // What places have together must leave something to the rest; the rest has no shares of its own.
  void check_shares(SplitRegion& region, const std::string& code) {
    SplitPlace& rest = region.places.back();
    for (const auto& [name, bounds] : numbers_) {
      const bool is_part = (bounds.max == 1 && name != "urban" && name != "seaport" &&
                            std::ranges::find(special_area_names(), name) == special_area_names().end());
      if (!is_part && name != "land_area") continue;
      if (rest.number(name) != nullptr)
        diagnostics_.error(
            rest.where[name],
            fmt::format("'{}' of the rest is what the other places of '{}' leave; leave it empty", name, code));
      double sum = 0;
      Place last = rest.row;
      for (const SplitPlace& place : region.places)
        if (const double* share = place.number(name); share != nullptr && &place != &rest) {
          sum += *share;
          last = place.where.at(name);
        }
      const double all = is_part ? 1 : pack_.regions[region.region].land_area;
      const bool must_leave = name == "population" || name == "land_area" || name == "employment";
      if (sum > all || (must_leave && sum >= all))
        diagnostics_.error(last, fmt::format("the places of '{}' have {} of '{}' together, and the region has {}", code,
                                             shortest(sum), name, shortest(all)));
    }
  }

  const Pack& pack_;
  Diagnostics& diagnostics_;
  std::map<std::string, Bounds> numbers_;
  std::set<std::string> codes_;
  std::vector<SplitRegion> split_;
};

}  // namespace

std::vector<SplitRegion> read_places(const SourceText* source, const Pack& pack, Diagnostics& diagnostics) {
  return PlaceReader(pack, diagnostics).read(source);
}

}  // namespace jiuzhou
