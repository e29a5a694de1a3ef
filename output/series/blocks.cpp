// Groups of regions: the pack's blocks and areas.
#include "output/series/fill.hpp"
#include "output/series/tables.hpp"

namespace jiuzhou::series {

namespace {

using enum Dim;
using enum Method;

constexpr std::size_t not_found = std::numeric_limits<std::size_t>::max();

// The block of every region, as a position in the pack's list.
std::vector<std::size_t> block_of_region(const Pack& pack) {
  std::vector<std::size_t> out(pack.region_count(), not_found);
  for (std::size_t r = 0; r < out.size(); ++r)
    for (std::size_t b = 0; b < pack.blocks.size(); ++b)
      if (pack.blocks[b].first == pack.regions[r].block) out[r] = b;
  return out;
}

void by_area(const World& w, std::span<const double> by_region, Out out) {
  for (std::size_t a = 0; a < out.size(); ++a) {
    out[a] = 0;
    for (std::size_t r = 0; r < by_region.size(); ++r)
      if (std::ranges::count(w.pack->regions[r].areas, w.pack->areas[a].first) > 0) out[a] += by_region[r];
  }
}

constexpr Series table[] = {
    {"block_gdp",
     {block},
     "yuan/quarter",
     sum,
     "gross domestic product of the block",
     "板块生产总值",
     [](const World& w, Out out) { std::ranges::copy(by_block(w, gdp_by_region(w)), out.begin()); }},
    {"block_population",
     {block},
     "person",
     point,
     "residents of the block",
     "板块常住人口",
     [](const World& w, Out out) { std::ranges::copy(by_block(w, population_by_region(w)), out.begin()); }},
    {"block_gdp_share",
     {block},
     "share",
     mean,
     "share of the block in national GDP",
     "板块生产总值占比",
     [](const World& w, Out out) {
       const std::vector<double> gdp = gdp_by_region(w), block_gdp = by_block(w, gdp);
       for (std::size_t b = 0; b < out.size(); ++b) out[b] = block_gdp[b] / sum_of(gdp);
     },
     "",
     up_to_1},
    {"gdp_per_head_ratio",
     {block},
     "ratio",
     mean,
     "GDP per head of the pack's first block over this block's",
     "首个板块与本板块人均生产总值之比",
     [](const World& w, Out out) {
       const std::vector<double> gdp = by_block(w, gdp_by_region(w)), people = by_block(w, population_by_region(w));
       for (std::size_t b = 0; b < out.size(); ++b) out[b] = (gdp[0] / people[0]) / (gdp[b] / people[b]);
     }},
    {"area_gdp",
     {area},
     "yuan/quarter",
     sum,
     "gross domestic product of the area; areas overlap",
     "区域生产总值",
     [](const World& w, Out out) { by_area(w, gdp_by_region(w), out); }},
    {"area_population",
     {area},
     "person",
     point,
     "residents of the area; areas overlap",
     "区域常住人口",
     [](const World& w, Out out) { by_area(w, population_by_region(w), out); }},
};

}  // namespace

std::vector<double> by_block(const World& w, std::span<const double> by_region) {
  const std::vector<std::size_t> block = block_of_region(*w.pack);
  std::vector<double> out(w.pack->blocks.size(), 0.0);
  for (std::size_t r = 0; r < block.size(); ++r)
    if (block[r] != not_found) out[block[r]] += by_region[r];
  return out;
}

std::span<const Series> of_blocks() {
  return table;
}

}  // namespace jiuzhou::series
