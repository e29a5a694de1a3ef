// Industrial transfer: firms of the regions and industries selected (`where`) are helped to move to hosts (`to`).
//
//   share that looks around  ← × (1 + attention·weight),  util of a host ← + pull + worth of the subsidy
//   on moving                a firm receives subsidy · value of its capital, and from the host land, roads and services
//                            worth as much as a subsidy that draws as much as the pull (relocation.cpp)
//   information              attention · rate of looking around · firms of the origin · cost of reaching one
//   joint parks              the host gives the region of origin tax_share of its taxes on firms that came from there
//
// Sets levers.{firm_moves, payments}. Payers: the centre (subsidies, information) and the hosts' budgets (parks and their
// shared taxes). Firms reached are those of the pack's mean size that look around because of it.

#include "sim/instruments/common.hpp"

namespace jiuzhou {

namespace {

struct IndustrialTransfer {
  static constexpr const char* name = "industrial_transfer";
  static constexpr const char* text = "helps firms to move along named directions, with shared taxes";
  static constexpr Strength strengths[] = {{"attention", by_region | by_industry},
                                           {"pull", by_region | by_industry | by_partner},
                                           {"subsidy", by_region | by_industry | by_partner},
                                           {"tax_share", by_region | by_industry | by_partner}};
  static constexpr bool needs_partners = true;
  double attention{}, reach{}, pull{}, subsidy{}, tax_share{};

  void declare(auto& field) {
    field("attention", attention,
          {.unit = "share",
           .fallback = 0,
           .min = 0,
           .max = 20,
           .doc = "more firms that look around, by information and fairs",
           .source = "scenario"});
    field("reach", reach,
          {.unit = "yuan",
           .fallback = 50000,
           .min = 0,
           .max = 1e7,
           .doc = "cost of making one more firm look around",
           .source = "judged: fairs, visits and a share of an investment office"});
    field("pull", pull,
          {.unit = "util",
           .fallback = 0,
           .min = 0,
           .max = 5,
           .doc = "attraction of the hosts' parks, which costs them what a subsidy as attractive does",
           .source = "scenario"});
    field("subsidy", subsidy,
          {.unit = "share",
           .fallback = 0,
           .min = 0,
           .max = 1,
           .doc = "of the value of a moving firm's capital",
           .source = "scenario"});
    field("tax_share", tax_share,
          {.unit = "share",
           .fallback = 0,
           .min = 0,
           .max = 1,
           .doc = "of the host's taxes on such firms, to the region of origin",
           .source = "joint parks of Jiangsu: often one half, recalled"});
  }

  void set(Levers& levers, const World& w, const Instrument& policy, double phase) const {
    if (phase <= 0 || (attention == 0 && pull == 0 && subsidy == 0 && tax_share == 0)) return;
    levers.firm_moves.push_back({.policy = levers.policy,
                                 .origin = policy.where.region,
                                 .host = partner_weights(w, policy, 0),
                                 .industry = policy.where.industry,
                                 .attention = attention * phase,
                                 .pull = pull * phase,
                                 .subsidy = subsidy * phase,
                                 .tax_share = tax_share * phase});
    inform(levers, w, policy, phase);
  }

  // The hosts' offices spend it, by population.
  void inform(Levers& levers, const World& w, const Instrument& policy, double phase) const {
    if (!(attention > 0)) return;
    const auto size = sizes(w);
    double reached = 0;
    for (const RegionId r : w.region_ids())
      for (const IndustryId s : w.industry_ids())
        if (w.pack->industries[index(s)].relocatable)
          reached += policy.where.region[index(r)] * policy.where.industry[index(s)] * size(r, s).workers /
                     w.pack->industries[index(s)].mean_firm_size;
    reached *= attention * phase * w.parameters.firms.relocation_rate / quarters_a_year;
    std::vector<double> hosts = partner_weights(w, policy, 0);
    for (const RegionId r : w.region_ids()) hosts[index(r)] *= people(w, r);
    const std::vector<double> part = shares(std::move(hosts));
    for (const RegionId r : w.region_ids())
      levers.pay({.region = r, .yuan = reached * reach * part[index(r)], .investment_share = 0});
  }
};

const Registered<InstrumentOf<IndustrialTransfer>> registered{IndustrialTransfer::name};

}  // namespace

}  // namespace jiuzhou
