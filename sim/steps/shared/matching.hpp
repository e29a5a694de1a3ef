// One round of matching in one market. Where seekers are more than vacancies, some of those with the smallest keys get an
// offer, or exactly those in a strict round; where vacancies are more, those with the smallest keys are offered. Who of
// these meets whom is chance, by who seekers and vacancies are and not by how many there are (pairing.hpp). Vacancies in own-account work are offered to rural
// persons out of work, before the others; those out of work before those who have work. Who has an offer is out of the
// round, whether it is accepted or not.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "sim/base/keyed_order.hpp"
#include "sim/steps/shared/pairing.hpp"

namespace jiuzhou {

// Who looks for work: where the record lies, and a key whose last two bits say instead whether the person is rural and
// has found work.
class Seeker {
 public:
  Seeker(std::uint32_t slot, std::uint32_t key, bool rural) : slot_(slot), key_((key & ~3U) | (rural ? 1U : 0U)) {}
  [[nodiscard]] std::uint32_t slot() const { return slot_; }
  [[nodiscard]] std::uint32_t key() const { return key_ & ~3U; }
  // Another order, for vacancies in own-account work: so that those left over are not those at the end of the first one.
  [[nodiscard]] std::uint32_t other_key() const { return (key_ >> 2U) * 0x9E3779B1U; }
  [[nodiscard]] bool rural() const { return (key_ & 1U) != 0; }
  [[nodiscard]] bool placed() const { return (key_ & 2U) != 0; }
  void place() { key_ |= 2U; }
  // Before all others, as in a strict round who declined is.
  void go_first() { key_ = (key_ >> 10U & ~3U) | (key_ & 3U); }

 private:
  std::uint32_t slot_, key_;
};

// Room of a round, kept from one to the next.
struct MatchRoom {
  unsigned bits = 0;  // of the bins in which pairs are made: the same in all quarters
  std::vector<std::uint32_t> chosen{}, posts{};
  std::vector<std::uint8_t> offered{};
  Pairing pairing{};
};

// A vacancy. Its key moves with what it pays, its identity does not.
struct Post {
  std::uint32_t key, item, identity;  // item: number of the firm
  friend bool operator==(const Post&, const Post&) = default;
  friend bool operator<(const Post& a, const Post& b) {
    return a.key != b.key ? a.key < b.key : a.identity < b.identity;
  }
};

struct Vacancies {
  std::vector<Post> open, own_account;
};

enum class Round : std::uint8_t { strict, loose };

// Offers `vacancies[from...]` to the seekers who wait; accepted vacancies get the item `taken`. Returns how many were
// offered: they come first now.
// waits(i) says who may be chosen, `key` orders them, accepts(seeker, firm number) decides and stores;
// accepts.ahead(seeker, firm number) is called some offers earlier. `offered`, if any, is told who had an offer.
inline constexpr std::uint32_t taken = 0xffffffffU;
template <class Waits, class Key, class Accepts>
std::size_t offer(std::vector<Seeker>& seekers, std::vector<Post>& vacancies, std::size_t from, Waits&& waits,
                  Key&& key, Round round, MatchRoom& room, std::vector<std::uint8_t>* offered, Accepts&& accepts) {
  if (vacancies.size() == from) return 0;
  std::size_t waiting = 0;
  for (std::size_t i = 0; i < seekers.size(); ++i) waiting += waits(i) ? 1 : 0;
  const std::size_t offers = std::min(waiting, vacancies.size() - from);
  if (offers == 0) return 0;
  if (from + offers < vacancies.size()) {
    const auto begin = vacancies.begin() + static_cast<std::ptrdiff_t>(from);
    std::nth_element(begin, begin + static_cast<std::ptrdiff_t>(offers), vacancies.end());
  }
  // Twice as many as there are vacancies, so that changes end soon.
  const bool on_ring = round == Round::loose && waiting > offers + offers / 4;
  const std::size_t asked = on_ring ? std::min(waiting, 2 * offers) : offers;
  Cutoff cut = cutoff(waiting, asked, [&](auto&& visit) {
    for (std::size_t i = 0; i < seekers.size(); ++i) visit(key(seekers[i]), waits(i));
  });
  std::vector<std::uint32_t>&chosen = room.chosen, &posts = room.posts;
  if (chosen.size() <= asked) chosen.resize(asked + 1);  // one more, for who is written and not kept
  std::size_t next = 0;
  for (std::size_t i = 0; i < seekers.size(); ++i) {
    chosen[next] = static_cast<std::uint32_t>(i);
    next += cut.takes(key(seekers[i]), waits(i)) ? 1 : 0;
  }
  room.pairing.clear();
  for (std::size_t j = 0; j < asked; ++j) room.pairing.add_first(seekers[chosen[j]].key());
  for (std::size_t j = 0; j < offers; ++j) room.pairing.add_second(vacancies[from + j].identity);
  const std::span<const std::uint32_t> partner =
      on_ring ? room.pairing.pair_on_ring() : room.pairing.pair_in_bins(room.bits);
  posts.resize(asked);
  next = 0;
  for (std::size_t j = 0; j < asked; ++j) {
    chosen[next] = chosen[j];
    posts[next] = partner[j];
    next += partner[j] == Pairing::alone ? 0 : 1;
  }
  constexpr std::size_t distance = 16;
  for (std::size_t j = 0; j < offers; ++j) {  // in the order in which seekers lie
    if (j + distance < offers) accepts.ahead(seekers[chosen[j + distance]], vacancies[from + posts[j + distance]].item);
    const std::size_t i = chosen[j];
    if (offered) (*offered)[i] = 1;
    Post& post = vacancies[from + posts[j]];
    if (accepts(seekers[i], post.item)) {
      seekers[i].place();
      post.item = taken;
    } else if (on_ring) {
      seekers[i].go_first();
    }
  }
  return offers;
}

// Removes the items for which `gone` holds. Compacts in place; branch-free, since the test is unpredictable.
template <class T, class Gone>
void drop(std::vector<T>& items, Gone&& gone) {
  std::size_t kept = 0;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const T item = items[i];
    items[kept] = item;
    kept += gone(item) ? 0 : 1;
  }
  items.erase(items.begin() + static_cast<std::ptrdiff_t>(kept), items.end());
}

// One round over persons out of work and persons who look for better work, none of whom is placed yet.
template <class Accepts>
void match(std::vector<Seeker>& unemployed, std::vector<Seeker>& employed, Vacancies& vacancies, Round round,
           MatchRoom& room, Accepts&& accepts) {
  std::vector<std::uint8_t>& offered = room.offered;
  std::size_t used = 0;
  const auto key = [](const Seeker& s) { return s.key(); };
  if (vacancies.own_account.empty()) {
    used = offer(
        unemployed, vacancies.open, 0, [](std::size_t) { return true; }, key, round, room, nullptr, accepts);
  } else {
    offered.assign(unemployed.size(), 0);
    const auto other_key = [](const Seeker& s) { return s.other_key(); };
    offer(
        unemployed, vacancies.own_account, 0, [&](std::size_t i) { return unemployed[i].rural(); }, other_key,
        Round::strict, room, &offered, accepts);
    used = offer(
        unemployed, vacancies.open, 0, [&](std::size_t i) { return offered[i] == 0; }, key, round, room, nullptr,
        accepts);
  }
  const std::size_t used_by_all =
      used + offer(
                 employed, vacancies.open, used, [](std::size_t) { return true; }, key, round, room, nullptr, accepts);
  if (!vacancies.own_account.empty() || used > 0) drop(unemployed, [](const Seeker& s) { return s.placed(); });
  if (used_by_all > used) drop(employed, [](const Seeker& s) { return s.placed(); });
  for (auto* list : {&vacancies.open, &vacancies.own_account})
    drop(*list, [](Post post) { return post.item == taken; });
}

// Joins to `found` those of the lists of persons out of work who may get an offer in some round of `match` over all of
// them:
// as few as there are vacancies, where vacancies are few. Strict rounds over these give what such rounds over all would
// give.
inline void shortlist(std::span<const std::vector<Seeker>> lists, const Vacancies& vacancies,
                      std::vector<Seeker>& found) {
  const auto each = [&](auto&& visit) {
    for (const auto& list : lists)
      for (const Seeker& s : list) visit(s);
  };
  std::size_t all = 0, rural = 0;
  each([&](const Seeker& s) {
    ++all;
    rural += s.rural() ? 1 : 0;
  });
  const std::size_t own_account = vacancies.own_account.size(), most = vacancies.open.size() + own_account;
  Cutoff cut = cutoff(all, most, [&](auto&& visit) { each([&](const Seeker& s) { visit(s.key(), true); }); });
  Cutoff rural_cut{};  // those placed before leave the order, so it goes on for as many
  if (own_account > 0)
    rural_cut = cutoff(rural, own_account + most,
                       [&](auto&& visit) { each([&](const Seeker& s) { visit(s.other_key(), s.rural()); }); });
  each([&](const Seeker& s) {
    const bool first = cut.takes(s.key()), first_rural = rural_cut.takes(s.other_key(), s.rural());
    if (first || first_rural) found.push_back(s);
  });
}

}  // namespace jiuzhou
