// Search and matching.
#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <set>

#include "sim/steps/shared/matching.hpp"
#include "tests/steps/persons_world.hpp"

namespace jiuzhou {

using namespace testing;

namespace {

// The rules in plain lines. Bins of every round, each half as many as before: the first of the one list with the first
// of the other, in the order of the round's hash.
std::vector<std::uint32_t> pair_serially(const std::vector<std::uint32_t>& first,
                                         const std::vector<std::uint32_t>& second, unsigned bits) {
  std::vector<std::uint32_t> partner(first.size());
  using Order = std::set<std::pair<std::uint32_t, std::uint32_t>>;  // hash, place
  std::set<std::uint32_t> left, wanted;
  for (std::uint32_t i = 0; i < first.size(); ++i) left.insert(i), wanted.insert(i);
  for (std::uint32_t round = 0; !left.empty(); ++round) {
    const unsigned width = 32 - (bits > round ? bits - round : 0);
    std::map<std::uint64_t, std::array<Order, 2>> bins;
    const auto put = [&](std::size_t kind, std::uint32_t i, std::uint32_t identity) {
      const std::uint32_t hash = pairing_hash(identity, round);
      bins[std::uint64_t{hash} >> width][kind].emplace(hash, i);
    };
    for (const std::uint32_t i : left) put(0, i, first[i]);
    for (const std::uint32_t i : wanted) put(1, i, second[i]);
    for (const auto& [bin, waiting] : bins)
      for (auto a = waiting[0].begin(), b = waiting[1].begin(); a != waiting[0].end() && b != waiting[1].end();
           ++a, ++b) {
        partner[a->second] = b->second;
        left.erase(a->second);
        wanted.erase(b->second);
      }
  }
  return partner;
}

// On a ring: whoever of the second list follows one of the first is its partner, and both are gone.
std::vector<std::uint32_t> close_brackets(const std::vector<std::uint32_t>& first,
                                          const std::vector<std::uint32_t>& second) {
  constexpr std::uint32_t ring = 0x10000;
  struct Place {
    std::uint32_t at;
    bool closes;
    std::uint32_t i;
    auto operator<=>(const Place&) const = default;
  };
  std::vector<Place> places;
  for (std::uint32_t i = 0; i < first.size(); ++i)
    places.push_back({pairing_hash(first[i], ring) >> (32 - key_bits), false, i});
  for (std::uint32_t i = 0; i < second.size(); ++i)
    places.push_back({pairing_hash(second[i], ring) >> (32 - key_bits), true, i});
  std::ranges::sort(places);
  std::vector<std::uint32_t> partner(first.size(), Pairing::alone);
  for (std::size_t left = second.size(); left > 0;)
    for (std::size_t i = 0; i < places.size(); ++i) {
      const std::size_t next = (i + 1) % places.size();
      if (places[i].closes || !places[next].closes) continue;
      partner[places[i].i] = places[next].i;
      places.erase(places.begin() + static_cast<std::ptrdiff_t>(std::max(i, next)));
      places.erase(places.begin() + static_cast<std::ptrdiff_t>(std::min(i, next)));
      --left;
      break;
    }
  return partner;
}

constexpr unsigned bin_bits = 4;

// The few with the smallest keys and as many vacancies, in pairs; in a loose round twice as many if there are plenty.
struct Offer {
  std::uint32_t slot, firm;
  bool taken;
  friend bool operator==(const Offer&, const Offer&) = default;
};

bool accepts_by_chance(std::uint32_t slot, std::uint32_t firm) {
  return (slot * 7 + firm * 5) % 4 != 0;
}

std::vector<Offer> offer_serially(std::vector<Seeker> seekers, std::vector<Post>& vacancies, std::size_t& used,
                                  bool rotated, Round round) {
  const auto key = [&](const Seeker& s) { return rotated ? (s.key() >> 2U) * 0x9E3779B1U : s.key(); };
  std::vector<std::size_t> order(seekers.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return key(seekers[a]) < key(seekers[b]); });
  const std::size_t offered = std::min(order.size(), vacancies.size() - used);
  const bool on_ring = round == Round::loose && order.size() > offered + offered / 4;
  order.resize(on_ring ? std::min(order.size(), 2 * offered) : offered);
  std::sort(order.begin(), order.end());
  std::sort(vacancies.begin() + static_cast<std::ptrdiff_t>(used), vacancies.end());
  std::vector<std::uint32_t> people, posts;
  for (const std::size_t i : order) people.push_back(seekers[i].key());
  for (std::size_t j = 0; j < offered; ++j) posts.push_back(vacancies[used + j].identity);
  const std::vector<std::uint32_t> partner =
      on_ring ? close_brackets(people, posts) : pair_serially(people, posts, bin_bits);
  std::vector<Offer> offers;
  for (std::size_t j = 0; j < order.size(); ++j) {
    if (partner[j] == Pairing::alone) continue;
    const std::uint32_t slot = seekers[order[j]].slot(), firm = vacancies[used + partner[j]].item;
    offers.push_back({slot, firm, accepts_by_chance(slot, firm)});
  }
  EXPECT_EQ(offers.size(), offered);
  used += offered;
  return offers;
}

struct Recorder {
  std::vector<Offer>& made;
  void ahead(const Seeker&, std::uint32_t) const {}
  bool operator()(const Seeker& s, std::uint32_t firm) const {
    made.push_back({s.slot(), firm, accepts_by_chance(s.slot(), firm)});
    return made.back().taken;
  }
};

struct Pairs {
  std::vector<std::uint32_t> first, second;
  Pairs(std::uint64_t seed, std::uint32_t n) {
    for (std::uint32_t i = 0; i < n; ++i) {
      const Draws d = RandomKey{seed, 0}.draw(Stream::perturbation, i);
      first.push_back(d.word[0]);
      second.push_back(d.word[1]);
    }
  }
  [[nodiscard]] std::vector<std::uint32_t> made(std::size_t people, std::size_t posts, unsigned bits) const {
    Pairing pairing;
    for (std::size_t i = 0; i < people; ++i) pairing.add_first(first[i]);
    for (std::size_t i = 0; i < posts; ++i) pairing.add_second(second[i]);
    const std::span<const std::uint32_t> partner = people > posts ? pairing.pair_on_ring() : pairing.pair_in_bins(bits);
    return {partner.begin(), partner.end()};
  }
};

TEST(Pairing, EveryOneIsEquallyLikely) {
  for (const unsigned bits : {0U, 1U, 4U})
    for (const std::uint32_t posts : {3U, 2U}) {
      std::map<std::vector<std::uint32_t>, int> times;
      constexpr int tries = 6000;
      for (std::uint64_t i = 0; i < tries; ++i) ++times[Pairs(i, 3).made(3, posts, bits)];
      ASSERT_EQ(times.size(), 6U);
      double chi2 = 0;  // five degrees of freedom: 20.5 is passed by one in a thousand
      for (const auto& [pairs, n] : times) chi2 += (n - tries / 6.0) * (n - tries / 6.0) / (tries / 6.0);
      EXPECT_LT(chi2, 20.5) << bits;
    }
}

TEST(Pairing, OneMoreMovesFewOthers) {
  struct Case {
    std::uint32_t people, posts;
    unsigned bits;
    double most;
  };
  for (const Case& c : {Case{100, 100, 6, 7},
                        {1000, 1000, 9, 10},
                        {1000, 1000, 12, 10},
                        {20'000, 20'000, 14, 14},
                        {2000, 1000, 0, 4},
                        {30'000, 20'000, 0, 6}}) {
    double moved = 0;
    constexpr int tries = 40;
    for (std::uint64_t t = 0; t < tries; ++t) {
      const Pairs pairs(t, c.people + 1);
      const auto before = pairs.made(c.people, c.posts, c.bits), after = pairs.made(c.people + 1, c.posts + 1, c.bits);
      for (std::size_t i = 0; i < c.people; ++i) moved += before[i] != after[i] ? 1 : 0;
    }
    EXPECT_LT(moved / tries, c.most) << c.people << " " << c.posts;
    EXPECT_GT(moved, 0) << c.people << " " << c.posts;
  }
}

TEST(Matching, AgreesWithItsSerialTwin) {
  MatchRoom room{.bits = bin_bits};  // of whichever market was cleared before
  for (std::uint64_t world = 0; world < 400; ++world) {
    const RandomKey random_key{world, 0};
    const Draws size = random_key.draw(Stream::perturbation, 0);
    const Round kind = world % 2 == 0 ? Round::loose : Round::strict;
    std::array<std::vector<Seeker>, 2> seekers;  // out of work, at work
    Vacancies vacancies;
    for (std::uint32_t i = 0; i < size.word[0] % 60; ++i) {
      const Draws d = random_key.draw(Stream::perturbation, i + 1);
      seekers[d.word[2] % 4 == 0 ? 1 : 0].emplace_back(i, world % 3 == 0 ? d.word[0] % 5 * 4 : d.word[0],
                                                       d.word[1] % 3 == 0);
    }
    for (std::uint32_t i = 0; i < size.word[1] % 60; ++i) {
      const Draws d = random_key.draw(Stream::vacancy, i + 1);
      (d.word[1] % 4 == 0 ? vacancies.own_account : vacancies.open).push_back({d.word[0], i, d.word[3]});
    }
    // Own-account vacancies to the rural persons out of work; then the other vacancies to who had no offer; then to those at
    // work.
    std::vector<Offer> expected;
    std::vector<Seeker> rural, others;
    for (const Seeker& s : seekers[0])
      if (s.rural()) rural.push_back(s);
    std::size_t used = 0;
    Vacancies copy = vacancies;
    for (const Offer& o : offer_serially(rural, copy.own_account, used, true, Round::strict)) expected.push_back(o);
    for (const Seeker& s : seekers[0])
      if (std::ranges::none_of(expected, [&](const Offer& o) { return o.slot == s.slot(); })) others.push_back(s);
    used = 0;
    for (const Offer& o : offer_serially(others, copy.open, used, false, kind)) expected.push_back(o);
    for (const Offer& o : offer_serially(seekers[1], copy.open, used, false, kind)) expected.push_back(o);
    std::vector<Offer> made;
    const std::size_t people = seekers[0].size() + seekers[1].size(),
                      jobs = vacancies.open.size() + vacancies.own_account.size();
    match(seekers[0], seekers[1], vacancies, kind, room, Recorder{made});
    ASSERT_EQ(made, expected) << "market " << world;
    const auto filled = static_cast<std::size_t>(std::ranges::count(made, true, &Offer::taken));
    EXPECT_EQ(seekers[0].size() + seekers[1].size(), people - filled);
    EXPECT_EQ(vacancies.open.size() + vacancies.own_account.size(), jobs - filled);
  }
}

TEST(Matching, RoundsOverTheShortlistAreRoundsOverAll) {
  MatchRoom room{.bits = bin_bits};
  for (std::uint64_t world = 0; world < 400; ++world) {
    const RandomKey random_key{world, 0};
    const Draws size = random_key.draw(Stream::perturbation, 0);
    std::array<std::vector<Seeker>, 3> lists;
    for (std::uint32_t i = 0; i < size.word[0] % 90; ++i) {
      const Draws d = random_key.draw(Stream::perturbation, i + 1);
      lists[d.word[2] % 3].emplace_back(i, world % 3 == 0 ? d.word[0] % 5 * 4 : d.word[0], d.word[1] % 3 == 0);
    }
    Vacancies vacancies;
    for (std::uint32_t i = 0; i < size.word[1] % (world % 2 == 0 ? 20 : 120); ++i) {
      const Draws d = random_key.draw(Stream::vacancy, i + 1);
      (d.word[1] % 4 == 0 ? vacancies.own_account : vacancies.open).push_back({d.word[0], i, d.word[3]});
    }
    std::vector<Seeker> all, few, none, nobody;
    for (const auto& list : lists) all.insert(all.end(), list.begin(), list.end());
    shortlist(lists, vacancies, few);
    EXPECT_LE(few.size(), std::min(all.size(), 2 * vacancies.open.size() + 3 * vacancies.own_account.size()));
    std::vector<Offer> made, expected;
    Vacancies copy = vacancies;
    for (int round = 0; round < 2; ++round) {
      match(few, nobody, vacancies, Round::strict, room, Recorder{made});
      match(all, none, copy, Round::strict, room, Recorder{expected});
      ASSERT_EQ(made, expected) << "market " << world << ", round " << round;
    }
  }
}

TEST(LabourMarket, WithoutChanceNothingChangesWhenNeedIsLabour) {
  World world = persons_world(pack_named("toyland"), 100, 1, without_chance());
  const std::vector<Member> before = everybody(world);
  const auto labour = world.firms.labour.values();
  for (int q = 0; q < 4; ++q) quarter(world);
  const std::vector<Member> after = everybody(world);
  ASSERT_EQ(before.size(), after.size());
  for (std::size_t i = 0; i < before.size(); ++i) EXPECT_EQ(before[i].person, after[i].person);
  EXPECT_EQ(labour, world.firms.labour.values());
}

TEST(LabourMarket, WithoutChanceCountsAreApportioned) {
  World world = persons_world(pack_named("toyland"), 10, 1, without_chance());
  const auto labour = [&](bool own_account) {
    double sum = 0;
    for (const FirmId f : world.firms.ids())
      if ((world.pack->industries[index(world.firms.industry[f])].own_account != 0) == own_account)
        sum += static_cast<double>(world.firms.labour[f]);
    return sum;
  };
  const double before = labour(false), hands = labour(true);
  want_labour(world, 0.9);
  labour_market(world);
  // Three tenths of a gap of a tenth; firms round to an agent, of which an average one holds 10 x 1024 units. Own-account
  // work lays nobody off and takes some of the others back.
  EXPECT_NEAR(labour(false) / before, 1 - world.parameters.labour.adjustment * 0.1, 0.003);
  EXPECT_GT(labour(true), hands);
}

// Where there is less to do on farms than hands, nobody is out of work for it, and idle hands take the posts that those
// out of work leave.
TEST(LabourMarket, OwnAccountWorkLaysNobodyOffAndItsIdleLookAround) {
  const auto left = [](double farms, double others) {
    World world = persons_world(pack_named("toyland"), 20);
    want_apart(world, farms, others);
    const std::vector<Member> before = everybody(world);
    labour_market(world);
    const std::vector<Member> after = everybody(world);
    std::int64_t found = 0;
    for (std::size_t i = 0; i < after.size(); ++i) {
      if (!on_own_account(world, before[i])) continue;
      EXPECT_NE(after[i].employer, no_firm);
      if (!on_own_account(world, after[i])) found += after[i].weight;
    }
    return found;
  };
  EXPECT_EQ(left(0.6, 0.5), 0);
  EXPECT_GT(left(1, 1.5), 0);
  EXPECT_GT(left(0.6, 1.5), 3 * left(1, 1.5));
}

TEST(LabourMarket, OwnAccountWorkTakesBackWhoFindsNoOther) {
  const auto out_of_work = [](double back_to_land, bool rural) {
    auto p = with_defaults<Parameters>();
    p.labour.back_to_land = back_to_land;
    World world = persons_world(pack_named("toyland"), 20, 1, p);
    for (int q = 0; q < 3; ++q) {
      want_apart(world, 0.9, 0.5);
      labour_market(world);
      next_quarter(world);
    }
    std::int64_t out = 0;
    for (const Member& m : everybody(world))
      if (m.person.status() == Status::unemployed && m.person.rural() == rural) out += m.weight;
    return out;
  };
  EXPECT_LT(out_of_work(1, true), out_of_work(0, true) / 2);
  EXPECT_NEAR(static_cast<double>(out_of_work(1, false)) / static_cast<double>(out_of_work(0, false)), 1, 0.02);
}

TEST(LabourMarket, JobsAreWorkersAndUnemploymentIsTheRest) {
  World world = persons_world(pack_named("toyland"), 20);
  for (int q = 0; q < 8; ++q) {
    demography(world);
    want_labour(world, q % 2 == 0 ? 1.05 : 0.9);
    labour_market(world);
    take_census(world);
    std::vector<std::int64_t> workers(world.region_count(), 0);
    for (const FirmId f : world.firms.ids()) workers[index(world.firms.region[f])] += world.firms.workers[f];
    for (const RegionId r : world.region_ids()) {
      EXPECT_EQ(workers[index(r)], world.census.employed[r]);
      const auto out = static_cast<double>(world.census.unemployed[r]);
      EXPECT_DOUBLE_EQ(world.regions.unemployment_rate[r], out / (out + static_cast<double>(world.census.employed[r])));
      EXPECT_GE(world.regions.job_chance[r], 0);
      EXPECT_LE(world.regions.job_chance[r], 1);
    }
    for (const Member& m : everybody(world))
      if (m.person.employed()) {
        EXPECT_EQ(index(world.firms.region[m.employer]), index(m.region));
      }
    next_quarter(world);
  }
}

TEST(LabourMarket, FarmersAreRuralWhenHired) {
  World world = persons_world(pack_named("toyland"), 20);
  want_labour(world, 1.3);
  const std::vector<Member> before = everybody(world);
  labour_market(world);
  std::size_t hired = 0;
  const std::vector<Member> after = everybody(world);  // nobody changes place
  for (std::size_t i = 0; i < after.size(); ++i) {
    if (after[i].employer == no_firm || after[i].employer == before[i].employer) continue;
    if (!world.pack->industries[index(world.firms.industry[after[i].employer])].own_account) continue;
    EXPECT_TRUE(after[i].person.rural());
    ++hired;
  }
  EXPECT_GT(hired, 0U);
}

TEST(LabourMarket, WorkersOfADeadFirmAreOutOfWorkAndAnEmptyFirmHires) {
  World world = persons_world(pack_named("toyland"), 20);
  const FirmId dead{1}, empty{2};  // of one cell
  ASSERT_EQ(world.cell(world.firms.region[dead], world.firms.industry[dead]),
            world.cell(world.firms.region[empty], world.firms.industry[empty]));
  world.firms.alive[dead] = 0;
  world.firms.workers[empty] = 0;
  world.firms.labour_at_close[empty] = 0;
  want_labour(world);
  world.activity.labour_need[empty] = 2e7;
  labour_market(world);
  EXPECT_EQ(world.firms.workers[dead], 0);
  EXPECT_GT(world.firms.workers[empty], 0);
}

TEST(LabourMarket, SteadyNeedKeepsUnemploymentNearItsStart) {
  auto p = with_defaults<Parameters>();
  p.demography.enabled = false;
  World world = persons_world(pack_named("toyland"), 20, 1, p);
  for (int q = 0; q < 8; ++q) {
    want_labour(world);
    labour_market(world);
    next_quarter(world);
  }
  for (const RegionId r : world.region_ids()) EXPECT_NEAR(world.regions.unemployment_rate[r], 0.05, 0.025);
}

}  // namespace
}  // namespace jiuzhou
