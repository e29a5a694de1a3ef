#include "sim/state/wording.hpp"

#include <algorithm>
#include <mutex>
#include <set>

namespace jiuzhou {

namespace {

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

std::string capitalised(std::string word) {
  if (!word.empty() && word[0] >= 'a' && word[0] <= 'z') word[0] = static_cast<char>(word[0] - 'a' + 'A');
  return word;
}

std::string plural(const std::string& word) {
  if (word.ends_with('y') && word.size() > 1 &&
      std::string_view("aeiou").find(word[word.size() - 2]) == std::string::npos)
    return word.substr(0, word.size() - 1) + "ies";
  return word + "s";
}

void replace_all(std::string& text, std::string_view sign, std::string_view by) {
  for (std::size_t at = 0; (at = text.find(sign, at)) != std::string::npos; at += by.size())
    text.replace(at, sign.size(), by);
}

// Specs hold views, so what they see must stay.
std::string_view kept(std::string text) {
  static std::mutex mutex;
  static std::set<std::string> texts;
  const std::scoped_lock lock(mutex);
  return *texts.insert(std::move(text)).first;
}

}  // namespace

std::string with_word(std::string_view text, std::string_view word, std::string_view by) {
  std::string out;
  std::size_t from = 0;
  for (std::size_t at = 0; (at = text.find(word, at)) != std::string_view::npos; at += word.size()) {
    const std::size_t after = at + word.size();
    if ((at > 0 && is_letter(text[at - 1])) || (after < text.size() && is_letter(text[after]))) continue;
    out += text.substr(from, at - from);
    out += by;
    from = after;
  }
  return out += text.substr(from);
}

Wording::Wording(const Pack& pack) : region_(pack.region_label.en.empty() ? "province" : pack.region_label.en) {
  std::ranges::replace_if(
      region_, [](char c) { return !is_letter(c); }, '_');
  const auto word = [&](const std::string& declared, const std::string& by) {
    if (declared == by) return;
    words_.emplace_back(declared, by);
    words_.emplace_back(capitalised(declared), capitalised(by));
  };
  word("provinces", plural(region_));
  word("province", region_);
  const Currency& money = pack.currency;
  // "million thousand rupiah" reads as a billion of them
  if (money.scale > 1) {
    const bool thousands = money.scale == 1000;
    word("million yuan", (thousands ? "billion " : "trillion ") + money.en);
    word("bn yuan", (thousands ? "trillion " : "thousand trillion ") + money.en);
  }
  word("yuan", money_word(money));
  word("hukou", registration_word(pack.registration));
  const auto sign = [&](const std::string& declared, const std::string& by) {
    if (declared != by) signs_.emplace_back(declared, by);
  };
  if (!pack.region_label.zh.empty() && pack.region_label.zh != "省" && pack.region_label.zh != "省份") {
    sign("省份", pack.region_label.zh);
    sign("省", pack.region_label.zh);
  }
  for (const std::string scale : {"亿", "万"})
    sign(scale + "元", (money.scale == 1 ? "" : money.scale == 1000 ? "千" : "百万") + scale + money.zh);
  if (pack.registration != Registration::hukou)
    for (const std::string declared : {"户籍地", "户籍", "户口"}) sign(declared, "出生地");
}

std::string Wording::operator()(std::string_view text) const {
  std::string out(text);
  for (const auto& [word, by] : words_) out = with_word(out, word, by);
  for (const auto& [sign, by] : signs_) replace_all(out, sign, by);
  return out;
}

Spec Wording::operator()(Spec spec) const {
  if (words_.empty()) return spec;
  for (std::string_view* text : {&spec.unit, &spec.doc})
    if (std::string worded = (*this)(*text); worded != *text) *text = kept(std::move(worded));
  return spec;
}

ParameterList Wording::operator()(ParameterList list) const {
  list.change_specs([this](const Spec& spec) { return (*this)(spec); });
  return list;
}

}  // namespace jiuzhou
