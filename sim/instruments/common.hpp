// What several instruments ask of the world: who lives where, who is targeted, which industries play a role. Instruments
// read only state that a checkpoint holds, so nothing of the quarter's results.
#pragma once

#include <string_view>
#include <vector>

#include "sim/instruments/instrument.hpp"
#include "sim/state/world.hpp"

namespace jiuzhou {

inline constexpr double million = 1e6, thousand = 1e3;
inline constexpr double quarters_a_year = 4;
inline constexpr std::uint8_t border_county = 2, resource_based = 4, formerly_poor = 8;  // bits of special areas

double people(const World& w, RegionId r);

// The target group of a policy's `where`; with special areas only persons who live where their hukou is.
TargetGroup target_group(const Selection& where, std::uint8_t mask);

double residents(Levers& levers, const World& w, RegionId r, const Selection& where, std::uint8_t mask);

// Share of a region's persons whom the policy means: 1 where it selects none among them.
double share_of_persons(Levers& levers, const World& w, RegionId r, const Selection& where, std::uint8_t mask);

// Persons in the target group, by region and weight.
std::vector<double> targeted_persons(Levers& levers, const World& w, const Selection& where, std::uint8_t mask);

double total(const std::vector<double>& weights);

// Shares that sum to 1, or all 0.
std::vector<double> shares(std::vector<double> weights);

// 1 for the regions of `to:`, or `otherwise` for all where there is none.
std::vector<double> partner_weights(const World& w, const Instrument& policy, double otherwise);

// The industries a policy names; where it names none, those with one of these roles; where the pack has none of them,
// all where firms are firms.
std::vector<double> targeted_industries(const World& w, const Selection& where,
                                        std::initializer_list<std::string_view> roles);

// Output of a cell last quarter, real yuan; wages it paid, yuan; real capital; persons who work there.
struct CellSize {
  double output = 0, wages = 0, capital = 0, workers = 0;
};

// The sizes of all cells, in one pass.
Table<RegionId, IndustryId, CellSize> sizes(const World& w);

// Every way a special-area set can contain one of the bits of the mask; all sets for mask 0.
template <class Visit>
void each_area_set(std::uint8_t mask, Visit&& visit) {
  for (std::uint32_t set = 0; set < area_sets; ++set)
    if (mask == 0 || (set & mask) != 0) visit(AreaSet{set});
}

// Persons in the labour force whom a course may raise a level, by region and weight.
std::vector<double> trainable_persons(Levers& levers, const World& w, const Selection& where, std::uint8_t mask);

// A course: what it does for each person on it, what that costs, and which part of it the region pays.
struct CourseTerms {
  double gain = 0;  // education levels, on average
  double cost = 0;  // yuan
  double local_share = 0;
};
// Trains so many persons a quarter and pays for it. Each rises `gain` education levels on average, less the share of the
// labour force who have had a course that is not yet forgotten, and misses some weeks at work.
void train(Levers& levers, const World& w, RegionId r, std::uint8_t mask, double persons, const CourseTerms& course,
           const PersonFilter& who = {});

// Share of what a region buys of a good that public buyers take, in the base year's accounts at today's techniques:
// government consumption and inputs of industries that governments pay for.
double public_purchases(const World& w, RegionId d, IndustryId g);

// Divides capital bought with public money over the cells a policy names, by their capital.
void invest(Levers& levers, const World& w, const std::vector<double>& region, const std::vector<double>& industry,
            double yuan, Payer payer);

}  // namespace jiuzhou
