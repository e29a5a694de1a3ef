// Public works: jobs that governments pay for are filled from those out of work before the labour market opens.
//
//   P_c     ← min(P_c · L_now / L_then, W_c)      labour in such jobs of cell c, less what left since the market closed
//   open_xc = (W_c − P_c) · jobs_x / Σ_x jobs    W_c jobs paid for, in efficiency units; of each policy x its part
//   hired   persons out of work whom the policy means, the smallest keys first: for a share `for_the_poor` of the jobs
//           those of the two lowest fifths, for the others anyone of them
//   P_c     ← P_c + Σ_x hired;  W_f ← W_f P_c / W_c, and the labour a firm needs falls by as much
//
// The target group is persons of the policy's special areas who live where their hukou is, and whom its filter takes. A job that
// finds nobody stays empty and is not offered to others; who leaves one before the market closes is replaced there.
// Own-account work is for rural persons. Agents are whole: from a chance start, each firm hires at most one more or
// less than its part, so that the mean is exact. A firm holds the jobs that are filled, or the market would lay off as
// many.
//
// Reads   levers.{works, public_works}, activity.works, headcounts, persons
// Writes  persons, headcounts, firms.labour_at_close, cells.public_labour, activity.{labour_need, works}
//
// Order: each region is one task; policies in file order, firms in the order of the index, persons by key.

#include <algorithm>
#include <cmath>
#include <iterator>
#include <optional>
#include <span>

#include "sim/state/headcount.hpp"
#include "sim/steps/steps.hpp"

namespace jiuzhou {

namespace {

struct Candidate {
  std::uint32_t key;
  std::size_t slot;
};

bool is_targeted(const PublicWorks& x, Person p, RegionId here) {
  const bool elsewhere = p.hukou() != index(here);
  if (x.special_area_mask != 0 && (elsewhere || (p.special() & x.special_area_mask) == 0)) return false;
  return x.who.takes(p.skill(), p.rural(), elsewhere);
}

// The unemployed persons a policy targets, in the order in which they get offers.
std::vector<Candidate> out_of_work(const World& w, RegionId r, const PublicWorks& x) {
  std::vector<Candidate> found;
  const RegionPersons& persons = w.persons[r];
  const bool chance = w.parameters.initial.chance;
  for (std::size_t k = 0; k < persons.cohorts(); ++k) {
    const std::uint32_t key = cohort_key(r, persons.birth(k), RegionPersons::female(k));
    for (std::size_t i = 0; i < persons.size(k); ++i) {
      const std::size_t slot = persons.begin(k) + i;
      const Person p = persons.get(slot);
      if (p.status() != Status::unemployed || !is_targeted(x, p, r)) continue;
      const std::uint64_t serial = member_serial(key, i);
      found.push_back({chance ? w.random_key.draw(Stream::hiring, serial, member_round).word[0]
                              : static_cast<std::uint32_t>(scramble(serial)),
                       slot});
    }
  }
  std::ranges::stable_sort(found, {}, &Candidate::key);
  return found;
}

// Firms of a cell that have jobs, with their part of them.
struct PublicJob {
  FirmId firm{};
  double part = 0;
};

// Fills `open` efficiency units of the jobs from the qualified members of the pool, and removes those hired from it.
template <class Qualifies>
double hire(World& w, RegionId r, std::span<const PublicJob> jobs, double open, double start,
            std::vector<Candidate>& pool, HeadcountUpdater& updater, Qualifies&& qualifies) {
  RegionPersons& persons = w.persons[r];
  std::vector<Candidate> asked, others;
  std::ranges::partition_copy(pool, std::back_inserter(asked), std::back_inserter(others),
                              [&](const Candidate& c) { return qualifies(persons.get(c.slot)); });
  const auto units_of = [&](const Candidate& c) {
    return static_cast<double>(persons.weight(c.slot)) * static_cast<double>(updater.units(persons.get(c.slot)));
  };
  double owed = asked.empty() ? 0 : start * units_of(asked.front()), all = 0;
  auto next = asked.begin();
  for (const PublicJob& job : jobs) {
    double hired = 0;
    for (owed += open * job.part; next != asked.end() && owed >= units_of(*next); ++next) {
      const double units = units_of(*next);
      const Person before = persons.get(next->slot);
      Person after = before;
      after.employ(w.firm_number[index(job.firm)]);
      updater.change_work(before, after, persons.weight(next->slot));
      persons.put(next->slot, after);
      owed -= units;
      hired += units;
    }
    if (w.firms.labour_at_close[job.firm] > 0) w.firms.labour_at_close[job.firm] += std::llround(hired);
    all += hired;
  }
  pool.clear();
  std::ranges::merge(next, asked.end(), others.begin(), others.end(), std::back_inserter(pool), {}, &Candidate::key,
                     &Candidate::key);
  return all;
}

// The public jobs of one cell in this quarter.
struct CellJobs {
  std::vector<PublicJob> jobs;
  double paid_for = 0, held = 0;  // W, P

  CellJobs(const World& w, std::size_t cell) {
    const RegionId r = w.region_of(cell);
    double then = 0, now = 0;
    for (const std::uint32_t i : w.cell_firms(cell)) {
      const FirmId f{i};
      then += static_cast<double>(w.firms.labour_at_close[f]);
      now += static_cast<double>(w.headcounts[index(r)].staff[w.firm_number[i]].labour);
      if (w.activity.works[f] > 0) jobs.push_back({f, w.activity.works[f]});
    }
    for (const PublicJob& job : jobs) paid_for += job.part;
    for (PublicJob& job : jobs) job.part /= paid_for;
    held =
        std::min(w.cells.public_labour(r, w.industry_of(cell)) * (then > 0 ? std::min(1.0, now / then) : 0), paid_for);
  }
};

void fill_region(World& w, RegionId r, const EfficiencyTable& efficiency) {
  HeadcountUpdater updater(w, r, efficiency);
  std::vector<std::optional<CellJobs>> cells(w.industry_count());
  std::vector<double> hired(w.industry_count(), 0);
  // draws are keyed by it, so that another policy elsewhere changes nothing
  std::vector<std::uint32_t> turn(w.industry_count(), 0);
  const PublicWorks* earlier = nullptr;
  std::vector<Candidate> pool;
  for (const PublicWorks& x : w.levers.public_works) {
    if (x.region != r) continue;
    const std::size_t cell = w.cell(r, x.industry);
    auto& here = cells[index(x.industry)];
    if (!here) here.emplace(w, cell);
    if (earlier == nullptr || earlier->policy != x.policy) pool = out_of_work(w, r, x);
    earlier = &x;
    const double open = (here->paid_for - here->held) * x.jobs / w.levers.works(r, x.industry);
    const bool rural_only = w.pack->industries[index(x.industry)].own_account;
    const Draws draws = w.random_key.draw(Stream::hiring, member_serial(turn[index(x.industry)]++, cell));
    const auto start = [&](int i) { return w.parameters.initial.chance ? draws.uniform(i) : 0.5; };
    hired[index(x.industry)] += hire(w, r, here->jobs, x.for_the_poor * open, start(0), pool, updater,
                                     [&](Person p) { return (!rural_only || p.rural()) && p.income_class() < 2; });
    hired[index(x.industry)] += hire(w, r, here->jobs, (1 - x.for_the_poor) * open, start(1), pool, updater,
                                     [&](Person p) { return !rural_only || p.rural(); });
  }
  for (const IndustryId s : w.industry_ids()) {
    double& labour = w.cells.public_labour(r, s);
    const auto& here = cells[index(s)];
    labour = here ? here->held + hired[index(s)] : 0;
    if (!here) continue;
    for (const PublicJob& job : here->jobs) {
      double& works = w.activity.works[job.firm];
      w.activity.labour_need[job.firm] += labour * job.part - works;
      works = labour * job.part;
    }
  }
}

}  // namespace

void public_works(World& w) {
  if (w.levers.public_works.empty()) {
    std::ranges::fill(w.cells.public_labour.values(), 0.0);
    return;
  }
  const EfficiencyTable efficiency(w.parameters);
  w.firms.labour_at_close.resize(w.firms.size());
  for_each_region(w, [&](RegionId r) { fill_region(w, r, efficiency); });
}

}  // namespace jiuzhou
