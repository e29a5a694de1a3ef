// One round of matching in one market: seekers in the order in which they lie, the posts in theirs, i-th with i-th.
//
// Posts come in random order, so it does not matter where a seeker lies. Where seekers are more than posts, those with the
// smallest keys get an offer; where posts are more, the first posts are offered. Posts in own-account work are offered to
// rural persons out of work, before the others; those out of work before those who have work. Who has an offer is out of
// the round, whether it is accepted or not.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/base/keyed_order.hpp"

namespace jiuzhou {

// Who looks for work: where the record lies, and a key whose last two bits say instead whether the person is rural and has
// found work.
class Seeker {
 public:
  Seeker(std::uint32_t slot, std::uint32_t key, bool rural) : slot_(slot), key_((key & ~3U) | (rural ? 1U : 0U)) {}
  [[nodiscard]] std::uint32_t slot() const { return slot_; }
  [[nodiscard]] std::uint32_t key() const { return key_ & ~3U; }
  [[nodiscard]] bool rural() const { return (key_ & 1U) != 0; }
  [[nodiscard]] bool placed() const { return (key_ & 2U) != 0; }
  void place() { key_ |= 2U; }

 private:
  std::uint32_t slot_, key_;
};

struct Posts {
  std::vector<Keyed> open, own_account;  // item: number of the firm; ascending keys
};

// Offers `posts[from...]` to the candidates of `seekers`, in turn; accepted posts get the item `taken`. Returns how many
// were offered. `key` orders the candidates, accepts(seeker, firm number) decides and stores; accepts.ahead(seeker, firm
// number) is called some offers earlier.
inline constexpr std::uint32_t taken = 0xffffffffU;
template <class Candidate, class Key, class Accepts>
std::size_t offer(std::vector<Seeker>& seekers, std::vector<Keyed>& posts, std::size_t from, Candidate&& candidate, Key&& key,
                  std::vector<std::uint8_t>* offered, Accepts&& accepts) {
  const auto waits = [&](std::size_t i) { return !seekers[i].placed() && candidate(i); };
  std::size_t candidates = 0;
  for (std::size_t i = 0; i < seekers.size(); ++i) candidates += waits(i) ? 1 : 0;
  const std::size_t offers = std::min(candidates, posts.size() - from);
  if (offers == 0) return 0;
  Cutoff cut = cutoff(candidates, offers, [&](auto&& visit) {
    for (std::size_t i = 0; i < seekers.size(); ++i)
      if (waits(i)) visit(key(seekers[i]));
  });
  std::vector<std::uint32_t> chosen;
  chosen.reserve(offers);
  for (std::size_t i = 0; i < seekers.size(); ++i)
    if (waits(i) && cut.takes(key(seekers[i]))) chosen.push_back(static_cast<std::uint32_t>(i));
  constexpr std::size_t distance = 12;
  for (std::size_t j = 0; j < chosen.size(); ++j) {
    if (j + distance < chosen.size()) accepts.ahead(seekers[chosen[j + distance]], posts[from + j + distance].item);
    const std::size_t i = chosen[j];
    if (offered) (*offered)[i] = 1;
    Keyed& post = posts[from + j];
    if (!accepts(seekers[i], post.item)) continue;
    seekers[i].place();
    post.item = taken;
  }
  return offers;
}

// One round over persons out of work and persons who look for better work.
template <class Accepts>
void match(std::vector<Seeker>& unemployed, std::vector<Seeker>& employed, Posts& posts, Accepts&& accepts) {
  std::vector<std::uint8_t> offered;
  if (!posts.own_account.empty()) {
    offered.assign(unemployed.size(), 0);
    // Another order than that of the other posts, so that those left over are not those at the end of it.
    const auto key = [](const Seeker& s) { return (s.key() >> 2U) * 0x9E3779B1U; };
    offer(unemployed, posts.own_account, 0, [&](std::size_t i) { return unemployed[i].rural(); }, key, &offered, accepts);
  }
  const auto key = [](const Seeker& s) { return s.key(); };
  const std::size_t used =
      offer(unemployed, posts.open, 0, [&](std::size_t i) { return offered.empty() || offered[i] == 0; }, key, nullptr, accepts);
  offer(employed, posts.open, used, [](std::size_t) { return true; }, key, nullptr, accepts);
  for (auto* list : {&posts.open, &posts.own_account}) std::erase_if(*list, [](Keyed post) { return post.item == taken; });
  for (auto* list : {&unemployed, &employed}) std::erase_if(*list, [](const Seeker& s) { return s.placed(); });
}

}  // namespace jiuzhou
