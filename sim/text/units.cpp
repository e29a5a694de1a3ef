#include "sim/text/units.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <deque>
#include <mutex>
#include <utility>
#include <vector>

#include "sim/text/text.hpp"

namespace jiuzhou {

namespace {

enum Dimension : std::uint8_t { money, head, time, length, area, mass, coal, power, job, grade, dimensions };

struct Scale {
  std::string_view word;
  double factor;
};
// Longer words first: "万亿" is not "万" and then "亿".
constexpr std::array scales{Scale{"thousand", 1e3},  Scale{"million", 1e6}, Scale{"billion", 1e9},
                            Scale{"trillion", 1e12}, Scale{"bn", 1e9},      Scale{"trn", 1e12},
                            Scale{"mn", 1e6},        Scale{"万亿", 1e12},   Scale{"百万", 1e6},
                            Scale{"千", 1e3},        Scale{"万", 1e4},      Scale{"亿", 1e8}};

struct Noun {
  std::string_view word;
  Dimension dimension;
  double factor;
};
constexpr std::array nouns{
    Noun{"yuan", money, 1},   Noun{"rmb", money, 1},      Noun{"元", money, 1},         Noun{"person", head, 1},
    Noun{"persons", head, 1}, Noun{"people", head, 1},    Noun{"人", head, 1},          Noun{"year", time, 4},
    Noun{"years", time, 4},   Noun{"年", time, 4},        Noun{"quarter", time, 1},     Noun{"quarters", time, 1},
    Noun{"季度", time, 1},    Noun{"km", length, 1},      Noun{"公里", length, 1},      Noun{"ha", area, 1},
    Noun{"公顷", area, 1},    Noun{"mu", area, 1.0 / 15}, Noun{"亩", area, 1.0 / 15},   Noun{"t", mass, 1},
    Noun{"tonne", mass, 1},   Noun{"tonnes", mass, 1},    Noun{"吨", mass, 1},          Noun{"tce", coal, 1},
    Noun{"GWh", power, 1},    Noun{"TWh", power, 1e3},    Noun{"亿千瓦时", power, 100}, Noun{"job", job, 1},
    Noun{"jobs", job, 1},     Noun{"level", grade, 1},    Noun{"levels", grade, 1}};

struct Unit {
  double factor = 1;
  std::array<int, dimensions> power{};
  std::size_t currency = 0;  // 0: yuan, or no money in it
};

// Moneys of the packs that were read, never taken back.
class Currencies {
 public:
  void add(const Currency& currency) {
    const std::scoped_lock lock(mutex_);
    for (const Currency& known : known_)
      if (known.code == currency.code && known.en == currency.en && known.zh == currency.zh &&
          known.scale == currency.scale)
        return;
    known_.push_back(currency);
  }
  // Number and factor of the money of this name, the last one that was read first.
  std::optional<std::pair<std::size_t, double>> find(std::string_view word) const {
    const std::scoped_lock lock(mutex_);
    for (std::size_t i = known_.size(); i-- > 0;) {
      const Currency& c = known_[i];
      if (word == c.en || word == c.en + "s" || word == c.zh || word == c.code) return std::pair{i + 1, 1 / c.scale};
    }
    return std::nullopt;
  }
  std::vector<std::string> words() const {
    const std::scoped_lock lock(mutex_);
    std::vector<std::string> out;
    for (const Currency& c : known_)
      for (const std::string& word : {c.en, c.en + "s", c.zh, c.code})
        if (std::ranges::find(out, word) == out.end()) out.push_back(word);
    return out;
  }

 private:
  mutable std::mutex mutex_;
  std::deque<Currency> known_;
};

Currencies& currencies() {
  static Currencies all;
  return all;
}

// One part between slashes: scale words, then a noun; "1" alone.
bool multiply(Unit& unit, std::string_view part, int sign) {
  part = trimmed(part);
  if (part == "1") return true;
  const auto put = [&](double factor) { unit.factor = sign > 0 ? unit.factor * factor : unit.factor / factor; };
  for (;;) {
    for (const Noun& noun : nouns)
      if (part == noun.word) {
        put(noun.factor);
        unit.power[noun.dimension] += sign;
        return true;
      }
    if (const auto foreign = currencies().find(part)) {
      unit.currency = foreign->first;
      put(foreign->second);
      unit.power[money] += sign;
      return true;
    }
    const auto scale = std::ranges::find_if(scales, [&](const Scale& s) {
      const bool is_word = static_cast<unsigned char>(s.word.front()) < 0x80;  // a word of letters ends with a blank
      return part.starts_with(s.word) && (!is_word || (part.size() > s.word.size() && part[s.word.size()] == ' '));
    });
    if (scale == scales.end()) return false;
    put(scale->factor);
    part = trimmed(part.substr(scale->word.size()));
  }
}

std::optional<Unit> parse_unit(std::string_view text) {
  std::string slashed(trimmed(text));
  if (slashed.starts_with("per ")) slashed.replace(0, 4, "1/");
  for (std::size_t at; (at = slashed.find(" per ")) != std::string::npos;) slashed.replace(at, 5, "/");
  if (slashed.empty()) return std::nullopt;
  Unit unit;
  int sign = 1;
  for (const std::string_view part : split(slashed, '/')) {
    if (!multiply(unit, part, sign)) return std::nullopt;
    sign = -1;
  }
  return unit;
}

bool is_pure_rate(const Unit& unit) {
  for (std::size_t i = 0; i < unit.power.size(); ++i)
    if (unit.power[i] != (i == time ? -1 : 0)) return false;
  return true;
}

}  // namespace

std::optional<double> converted(double number, std::string_view written, std::string_view declared) {
  const auto from = parse_unit(written), to = parse_unit(declared);
  if (!from || !to || from->power != to->power || from->currency != to->currency) return std::nullopt;
  if (is_pure_rate(*from) && from->factor != to->factor) return std::nullopt;
  // Divided by the larger over the smaller, so that powers of ten stay exact.
  return from->factor >= to->factor ? number * (from->factor / to->factor) : number / (to->factor / from->factor);
}

bool is_money(std::string_view declared) {
  const auto unit = parse_unit(declared.substr(0, std::min(declared.find('/'), declared.find(" per "))));
  return unit && unit->power[money] > 0;
}

int money_power(std::string_view declared) {
  if (is_money(declared)) return 1;
  const auto unit = parse_unit(declared);
  return unit ? unit->power[money] : 0;
}

bool is_measure(std::string_view declared) {
  const auto unit = parse_unit(declared);
  if (!unit) return false;
  for (std::size_t i = 0; i < unit->power.size(); ++i)
    if (i != time && i != grade && unit->power[i] != 0) return true;
  return false;
}

std::string easier_unit(std::string_view declared) {
  constexpr std::string_view millions = "million ", thousands = "thousand persons";
  if (const auto unit = parse_unit(declared); unit && unit->power[money] > 0 && declared.starts_with(millions))
    return "bn " + std::string(declared.substr(millions.size()));
  if (declared.starts_with(thousands)) return "million persons" + std::string(declared.substr(thousands.size()));
  return {};
}

std::string unit_words_pattern() {
  std::string out;
  const auto add = [&out](std::string_view word) { out += (out.empty() ? "" : "|") + std::string(word); };
  for (const Scale& scale : scales) add(scale.word);
  for (const Noun& noun : nouns) add(noun.word);
  for (const std::string& word : currencies().words()) add(word);
  return out;
}

void know(const Currency& currency) {
  if (currency.en != "yuan") currencies().add(currency);
}

std::string money_word(const Currency& currency) {
  const std::string scale = currency.scale >= 1e6 ? "million " : currency.scale >= 1e3 ? "thousand " : "";
  return scale + currency.en;
}

}  // namespace jiuzhou
