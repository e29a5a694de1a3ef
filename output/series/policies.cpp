// What policies cost, whom they reach and what they do.
#include <array>

#include "output/series/fill.hpp"
#include "output/series/tables.hpp"

namespace jiuzhou::series {

namespace {

using enum Dim;
using enum Method;

// Values of each policy, one row after the other.
template <class Values>
void by_policy(const World& w, Out out, Values&& values) {
  leave_out(out);
  auto at = out.begin();
  for (const PolicyOutcome& policy : w.activity.policies) {
    const auto& row = values(policy);
    if (out.end() - at < std::ssize(row)) return leave_out(out);
    at = std::ranges::copy(row, at).out;
  }
}

constexpr Series table[] = {
    {.name = "policy_strength",
     .dims = {policy, region},
     .unit = "share",
     .method = mean,
     .doc = "where and how strongly the policy is on: its ramp, times the weight of the region in `where`; 0 where "
            "its trigger is off",
     .zh = "政策在各地的实施强度",
     .fill = [](const World& w, Out out) { by_policy(w, out, [](const PolicyOutcome& x) { return x.strength; }); },
     .range = {0, 1}},
    {"policy_cost",
     {policy},
     "yuan/quarter",
     sum,
     "money moved by the policy",
     "政策资金",
     [](const World& w, Out out) { by_policy(w, out, [](const PolicyOutcome& x) { return std::array{x.cost}; }); }},
    {"policy_payers",
     {policy, sector},
     "yuan/quarter",
     sum,
     "who paid it",
     "政策资金出资方",
     [](const World& w, Out out) { by_policy(w, out, [](const PolicyOutcome& x) { return x.paid; }); }},
    {"policy_recipients",
     {policy, sector},
     "yuan/quarter",
     sum,
     "who received it",
     "政策资金受益方",
     [](const World& w, Out out) { by_policy(w, out, [](const PolicyOutcome& x) { return x.received; }); }},
    {"policy_financing",
     {policy, financing},
     "yuan/quarter",
     sum,
     "what governments paid it with",
     "政策资金筹集方式",
     [](const World& w, Out out) { by_policy(w, out, [](const PolicyOutcome& x) { return x.financed; }); }},
    {"policy_received",
     {policy, region},
     "yuan/quarter",
     sum,
     "where it was received, by budgets, persons and firms of the region",
     "政策资金受益地区",
     [](const World& w, Out out) { by_policy(w, out, [](const PolicyOutcome& x) { return x.received_in; }); }},
    {"policy_jobs",
     {policy},
     "person",
     mean,
     "persons in jobs that the policy pays for",
     "政策提供岗位",
     [](const World& w, Out out) { by_policy(w, out, [](const PolicyOutcome& x) { return std::array{x.jobs}; }); }},
    {"policy_reached",
     {policy},
     "person/quarter",
     sum,
     "persons who took one of its posts",
     "政策带动就业人数",
     [](const World& w, Out out) { by_policy(w, out, [](const PolicyOutcome& x) { return std::array{x.reached}; }); }},
    {"policy_trained",
     {policy},
     "person/quarter",
     sum,
     "persons on courses of the policy",
     "政策培训人数",
     [](const World& w, Out out) { by_policy(w, out, [](const PolicyOutcome& x) { return std::array{x.trained}; }); }},
    {"policy_firms_moved",
     {policy},
     "firm/quarter",
     sum,
     "firm agents that moved where the policy sends or draws them, for whatever reason",
     "按政策方向迁移企业数",
     [](const World& w, Out out) {
       by_policy(w, out, [](const PolicyOutcome& x) { return std::array{x.firms_moved}; });
     }},
    {"policy_staff_moved",
     {policy},
     "person/quarter",
     sum,
     "workers of those firms who are taken along",
     "随迁职工人数",
     [](const World& w, Out out) {
       by_policy(w, out, [](const PolicyOutcome& x) { return std::array{x.staff_moved}; });
     }},
};

}  // namespace

std::span<const Series> of_policies() {
  return table;
}

}  // namespace jiuzhou::series
