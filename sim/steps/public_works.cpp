// Public works: posts that governments pay for and keep for some persons are filled before the labour market opens.
//
//   filled_f = clip(L_f − N_f, 0, W_f)           L_f labour there, N_f the firm's own need, W_f posts paid for; efficiency units
//   open_f   = kept · (W_f − filled_f)           kept: the policy's share in the posts of the cell not kept before it
//   hired_f  persons out of work whom the policy means, the smallest keys first, until Σ_f open is filled
//   N_f + W_f, W_f ← + hired_f − open_f            what is kept and finds nobody is not offered to others
//
// Meant are persons of the policy's special areas who live where their hukou is, and whom its filter takes; where posts are
// kept for the poor, of the two lowest fifths. Own-account work is for rural persons. Agents are whole: each firm hires at
// most one more or less than it has open, from a chance start, so that the mean is exact. A firm holds the posts that are
// filled, or the market would lay off as many.
//
// Reads   levers.public_works, activity.{labour_need, works}, headcounts, persons
// Writes  persons, headcounts, firms.posts, activity.{labour_need, works}
//
// Order: each region is one task; policies in file order, firms in the order of the index, persons by key.
#include <algorithm>
#include <cmath>
#include <iterator>
#include <utility>

#include "sim/steps/persons.hpp"
#include "sim/steps/steps.hpp"

namespace jiuzhou {

namespace {

struct Candidate {
  std::uint32_t key;
  std::size_t slot;
};

bool is_meant(const PublicWorks& x, Person p, RegionId here) {
  const bool elsewhere = p.hukou() != index(here);
  if (x.special_area_mask != 0 && (elsewhere || (p.special() & x.special_area_mask) == 0)) return false;
  return (!x.for_the_poor || p.income_class() < 2) && x.who.takes(p.skill(), p.rural(), elsewhere);
}

// The persons out of work whom a policy means, in the order in which they are asked.
std::vector<Candidate> out_of_work(const World& w, RegionId r, const PublicWorks& x) {
  std::vector<Candidate> found;
  const RegionPersons& persons = w.persons[r];
  for (std::size_t k = 0; k < persons.cohorts(); ++k) {
    const std::uint32_t key = cohort_key(r, persons.birth(k), RegionPersons::female(k));
    for (std::size_t i = 0; i < persons.size(k); ++i) {
      const std::size_t slot = persons.begin(k) + i;
      const Person p = persons.get(slot);
      if (p.status() != Status::unemployed || !is_meant(x, p, r)) continue;
      const std::uint64_t serial = member_serial(key, i);
      const bool chance = w.parameters.initial.chance;
      found.push_back({chance ? w.luck.draw(Stream::hiring, serial, member_round).word[0] : static_cast<std::uint32_t>(scramble(serial)), slot});
    }
  }
  std::ranges::stable_sort(found, {}, &Candidate::key);
  return found;
}

// The policy's share in the posts of its cell, after those that earlier policies keep.
double kept_share(const World& w, const PublicWorks& x) {
  double posts = 0, kept_before = 0;
  bool is_before = true;
  for (const PublicWorks& other : w.levers.public_works) {
    if (other.region != x.region || other.industry != x.industry) continue;
    is_before = is_before && &other != &x;
    posts += other.posts;
    if (is_before) kept_before += other.kept * other.posts;
  }
  return posts > kept_before ? std::min(1.0, x.kept * x.posts / (posts - kept_before)) : 0;
}

// Hires for the kept posts of one policy in one cell; who is hired leaves the pool.
void fill(World& w, const PublicWorks& x, std::vector<Candidate>& pool, RegionBooks& books) {
  const Headcount& count = w.headcounts[index(x.region)];
  RegionPersons& persons = w.persons[x.region];
  const std::size_t cell = w.cell(x.region, x.industry);
  const double kept = kept_share(w, x);
  std::vector<Candidate> asked, others;
  std::ranges::partition_copy(pool, std::back_inserter(asked), std::back_inserter(others), [&](const Candidate& c) {
    return !w.pack->industries[index(x.industry)].own_account || persons.get(c.slot).rural();
  });
  const auto units_of = [&](const Candidate& c) {
    return static_cast<double>(persons.weight(c.slot)) * static_cast<double>(books.units(persons.get(c.slot)));
  };
  // Luck belongs to the cell and the turn in it, not to the policy's place in the file: a policy more leaves that of others alone.
  const auto turn = std::count_if(std::as_const(w.levers.public_works).data(), &x, [&](const PublicWorks& other) {
    return other.region == x.region && other.industry == x.industry && other.kept > 0;
  });
  const Draws draws = w.luck.draw(Stream::hiring, member_serial(static_cast<std::uint32_t>(turn), cell));
  double owed = asked.empty() ? 0 : units_of(asked.front()) * (w.parameters.initial.chance ? draws.uniform(0) : 0.5);
  auto next = asked.begin();
  for (const std::uint32_t i : w.cell_firms(cell)) {
    const FirmId f{i};
    double& works = w.activity.works[f];
    if (!(works > 0)) continue;
    const auto labour = static_cast<double>(count.staff[w.firm_number[i]].labour);
    const double open = kept * (works - std::clamp(labour - (w.activity.labour_need[f] - works), 0.0, works));
    double hired = 0;
    for (owed += open; next != asked.end() && owed >= units_of(*next); ++next) {
      const double units = units_of(*next);
      const Person before = persons.get(next->slot);
      Person after = before;
      after.employ(w.firm_number[i]);
      books.change_work(before, after, persons.weight(next->slot));
      persons.put(next->slot, after);
      owed -= units;
      hired += units;
    }
    works += hired - open;
    w.activity.labour_need[f] += hired - open;
    if (w.firms.posts[f] > 0) w.firms.posts[f] += std::llround(hired);
  }
  pool.clear();
  std::ranges::merge(std::ranges::subrange(next, asked.end()), others, std::back_inserter(pool), {}, &Candidate::key, &Candidate::key);
}

}  // namespace

void public_works(World& w) {
  if (std::ranges::none_of(w.levers.public_works, [](const PublicWorks& x) { return x.kept > 0; })) return;
  const EfficiencyTable efficiency(w.parameters);
  w.firms.posts.resize(w.firms.size());
  for_each_region(w, [&](RegionId r) {
    RegionBooks books(w, r, efficiency);
    const PublicWorks* earlier = nullptr;
    std::vector<Candidate> pool;
    for (const PublicWorks& x : w.levers.public_works) {
      if (x.region != r || !(x.kept > 0)) continue;
      if (earlier == nullptr || earlier->policy != x.policy) pool = out_of_work(w, r, x);
      earlier = &x;
      fill(w, x, pool, books);
    }
  });
}

}  // namespace jiuzhou
