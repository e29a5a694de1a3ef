// Skill training: courses for those who work or look for work, at a cost a head.
//
//   persons_r = persons · weight_r m_r / Σ                m persons of low and middle skill, of special areas where named
//   P(one rises an education level) = gain · persons_r / m_r                                        [per quarter]
//
// A level is worth labour.return_schooling log points of efficiency for good; so a course is worth `gain` of that on
// average. Sets levers.{training, payments}. Payers: the centre and, for local_share, the region.

#include "sim/instruments/common.hpp"

namespace jiuzhou {

namespace {

struct SkillTraining {
  static constexpr const char* name = "skill_training";
  static constexpr const char* text = "raises the skill of workers over time, at a cost a head";
  static constexpr Strength strengths[] = {{"persons", by_region | by_special_area | by_person}};
  static constexpr Priced priced{"persons", "cost", thousand};
  double persons{}, gain{}, cost{}, local_share{};

  void declare(auto& field) {
    field("persons", persons,
          {.unit = "thousand persons/year",
           .fallback = 0,
           .min = 0,
           .max = 1e6,
           .doc = "persons trained",
           .source = "scenario"});
    field("gain", gain,
          {.unit = "level",
           .fallback = 0.1,
           .min = 0,
           .max = 1,
           .doc = "education levels a course is worth",
           .source = "judged: training raises pay by 2-3 %"});
    field(
        "cost", cost,
        {.unit = "yuan/person", .fallback = 3000, .min = 0, .max = 1e6, .doc = "cost of a course", .source = "judged"});
    field("local_share", local_share,
          {.unit = "share",
           .fallback = 0,
           .min = 0,
           .max = 1,
           .doc = "paid out of the region's own budget",
           .source = "scenario"});
  }

  void set(Levers& levers, const World& w, const Instrument& policy, double phase) const {
    const std::uint8_t mask = policy.where.special_area_mask;
    if (persons == 0) return;
    const std::vector<double> part = shares(trainable_persons(levers, w, policy.where, mask));
    for (const RegionId r : w.region_ids())
      train(levers, w, r, mask, persons * thousand / quarters_a_year * phase * part[index(r)],
            {gain, cost, local_share}, policy.where.who);
  }
};

const Registered<InstrumentOf<SkillTraining>> registered{SkillTraining::name};

}  // namespace

}  // namespace jiuzhou
