// Function relocation: a share of the firms of the regions and industries selected (`where`) is told to go to hosts
// (`to`).
//
//   P(firm goes) = (1 − (1 − share)^¼)·phase·weight a quarter, to a host by population; `staff` of its workers go along
//   on moving    a firm receives compensation · value of its capital
//
// Also firms of industries that never move by themselves and public units; own-account work and the last firm of a cell
// stay. Sets levers.firm_moves. Payer: the centre. Beijing's functions other than those of the capital go to Hebei so.

#include <cmath>

#include "sim/instruments/common.hpp"

namespace jiuzhou {

namespace {

struct FunctionRelocation {
  static constexpr const char* name = "function_relocation";
  static constexpr const char* text = "moves a share of named activities and their jobs to other regions";
  static constexpr Strength strengths[] = {{"share", by_region | by_industry | by_partner}};
  static constexpr bool needs_partners = true;
  double share{}, staff{}, compensation{};

  void declare(auto& field) {
    field("share", share,
          {.unit = "1/year",
           .fallback = 0,
           .min = 0,
           .max = 0.9,
           .doc = "firms that are told to go",
           .source = "scenario"});
    field("staff", staff,
          {.unit = "share",
           .fallback = 0.5,
           .min = 0,
           .max = 1,
           .doc = "of their workers, who go along; the others look for work",
           .source = "judged"});
    field("compensation", compensation,
          {.unit = "share",
           .fallback = 0.2,
           .min = 0,
           .max = 1,
           .doc = "of the value of a moving firm's capital",
           .source = "judged: what a move scraps, see firms.relocation_loss"});
  }

  void set(Levers& levers, const World& w, const Instrument& policy, double phase) const {
    if (phase <= 0 || share == 0) return;
    levers.firm_moves.push_back({.policy = levers.policy,
                                 .origin = policy.where.region,
                                 .host = partner_weights(w, policy, 0),
                                 .industry = policy.where.industry,
                                 .subsidy = compensation,
                                 .forced = (1 - portable::pow(1 - share, 0.25)) * phase,
                                 .staff = staff});
  }
};

const Registered<InstrumentOf<FunctionRelocation>> registered{FunctionRelocation::name};

}  // namespace

}  // namespace jiuzhou
