// Ten thousand ways to spoil a scenario that uses all of the language. Each is either refused, with a place, or changes
// the resolved scenario; a slip never means the default. Seeded, so that a failure can be seen again.
#include <gtest/gtest.h>

#include <chrono>
#include <cmath>
#include <filesystem>
#include <fstream>

#include "sim/scenario/load_scenario.hpp"
#include "sim/text/strict_yaml.hpp"
#include "sim/text/text.hpp"
#include "tests/folder_test.hpp"

namespace fs = std::filesystem;

namespace jiuzhou {
namespace {

// No value is the default, so that losing any of them shows. One number to a line.
const std::string whole =
    "title:\n  en: Mutations\n  zh: 变异\ndescription:\n  en: Everything the language has\n  zh: 全部语法\n"
    R"(pack: toyland
horizon:
  until: 2004Q3
seed: 17
weight: 73
parameters:
  migration:
    income: 0.41
    return_rate: 3.1 %
  firms:
    exit_rate: 7.3 %
  growth:
    labour_end: 0.013 1/year
  initial:
    shuffle_skills: true
impose:
  births:
    2001: 0.91
    2002Q3: 0.83
  productivity:
    2001: 5.1 %
  regional_demand:
    AA:
      2001: 1.1 %
policies:
  - type: consumption_assistance
    name: way
    where:
      region:
        AA: 0.31
        BB: 40 %
      industry: [farming, services]
    to: [CC, BB]
    from: 2000Q3
    until: 2003Q2
    ramp: 3 quarters
    rise: 12.5 %
  - type: skill_training
    name: courses
    where:
      block: inland
      special_area: [border_county, old_revolutionary]
    from: 2001Q1
    when:
      start:
        or:
          - unemployment_rate > 6.1 %
          - and:
              - unemployment_rate > 5.2 %
              - not: rent < 1.7
      stop: unemployment_rate < 4.3 %
    persons:
      2001: 21 thousand persons/year
      2003Q2: 34 thousand persons/year
    gain: 0.23
    cost: 4100 yuan/person
  - type: fiscal_transfer
    name: help
    where:
      or:
        - role: grain_core
        - not:
            block: inland
    budget: 2.7 bn yuan/year
    to_households: true
)";

class RandomKey {
 public:
  explicit RandomKey(std::uint64_t seed) : state_(seed) {}
  std::size_t below(std::size_t n) {  // a linear congruence is enough to pick places
    state_ = state_ * 6364136223846793005ULL + 1442695040888963407ULL;
    return static_cast<std::size_t>(state_ >> 33) % n;
  }

 private:
  std::uint64_t state_;
};

// What a scalar means to the reader: blanks and the way a number is written aside, one person or many, and without a unit
// that may be left out.
std::string meaning(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    std::size_t end = i;
    while (end < text.size() && (std::isdigit(static_cast<unsigned char>(text[end])) || text[end] == '.')) ++end;
    if (const auto number = parse_number(text.substr(i, end - i))) {
      out += shortest(*number);
      i = end;
      continue;
    }
    if (text[i] != ' ' && text[i] != '\t' && text[i] != '+') out += text[i];
    ++i;
  }
  for (std::size_t at; (at = out.find("persons")) != std::string::npos;)
    out.erase(at + std::string_view("person").size(), 1);
  for (const std::string_view unit : {"1/year", "peryear", "per1/year", "quarters", "quarter"})
    if (out.size() > unit.size() && out.ends_with(unit) && parse_number(out.substr(0, out.size() - unit.size())))
      out.resize(out.size() - unit.size());
  return out;
}

bool same(const YamlNode& a, const YamlNode& b) {
  if (a.kind != b.kind || a.items.size() != b.items.size() || a.entries.size() != b.entries.size()) return false;
  if (a.is_scalar() && a.text != b.text && meaning(a.text) != meaning(b.text)) return false;
  for (std::size_t i = 0; i < a.items.size(); ++i)
    if (!same(a.items[i], b.items[i])) return false;
  for (std::size_t i = 0; i < a.entries.size(); ++i)
    if (a.entries[i].key != b.entries[i].key || !same(a.entries[i].value, b.entries[i].value)) return false;
  return true;
}

struct Outcome {
  bool is_read = false;
  std::vector<Diagnostic> errors;
  Scenario scenario;
};

class Mutations : public FolderTest {
 protected:
  void SetUp() override {
    path_ = file("mutations.yaml");
    // A link beside it, so that the noise does not depend on where the checkout lies.
    fs::create_directory_symlink(SOURCE_DIR "/scenarios/packs/toyland", file("toyland"));
    original_ = outcome(whole);
    ASSERT_TRUE(original_.is_read);
  }

  Outcome outcome(const std::string& text) {
    write("mutations.yaml", text);
    const auto start = std::chrono::steady_clock::now();
    Diagnostics diagnostics;
    auto inputs = load_inputs(path_, {}, diagnostics, pack_);
    slowest_ = std::max(slowest_, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
    Outcome out;
    out.is_read = inputs.has_value();
    out.errors = diagnostics.sorted();
    if (inputs) {
      pack_ = inputs->pack;
      out.scenario = std::move(inputs->scenario);
    }
    EXPECT_EQ(out.is_read, out.errors.empty()) << text;
    (inputs ? read_ : refused_) += 1;
    return out;
  }
  // Refused with a place, or the resolved text differs; unless the text means what it meant.
  void expect_no_silence(const std::string& text, const Outcome& now) {
    if (!now.is_read) {
      for (const Diagnostic& d : now.errors) ASSERT_TRUE(!d.file.empty() && !d.message.empty()) << text;
      return;
    }
    if (now.scenario.resolved != original_.scenario.resolved) return;
    Diagnostics ignored;
    const auto before = parse_yaml(ignored.keep("before", whole), ignored),
               after = parse_yaml(ignored.keep("after", text), ignored);
    ASSERT_TRUE(before && after && same(*before, *after)) << "a change without effect from line " << first_change(text);
  }
  static std::string first_change(const std::string& text) {
    const std::vector<std::string> before = lines_of(whole), after = lines_of(text + "\n");
    for (std::size_t i = 0; i < std::min(before.size(), after.size()); ++i)
      if (before[i] != after[i]) return std::to_string(i + 1) + ": '" + before[i] + "' -> '" + after[i] + "'";
    return "the end";
  }
  static bool has_error_on(const Outcome& o, std::size_t line) {
    return std::ranges::any_of(o.errors, [&](const Diagnostic& d) { return d.line == line; });
  }
  // The number of the resolved value that came from a line (from 1); nothing where there is not exactly one.
  std::optional<double> resolved_number(const Outcome& o, std::size_t line) const {
    std::optional<double> found;
    const auto lines = split(o.scenario.resolved, '\n');
    for (std::size_t i = 0; i < o.scenario.origins.size(); ++i) {
      if (o.scenario.origins[i] != path_ + ":" + std::to_string(line)) continue;
      const std::string_view value = trimmed(lines[i].substr(lines[i].find(": ") + 2));
      if (found) return std::nullopt;
      found = parse_number(value.substr(0, value.find(' ')));
      if (!found) return std::nullopt;
    }
    return found;
  }
  static std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    for (const std::string_view line : split(text, '\n')) lines.emplace_back(line);
    lines.pop_back();
    return lines;
  }
  static std::string joined_lines(const std::vector<std::string>& lines) {
    std::string text;
    for (const std::string& line : lines) text += line + "\n";
    return text;
  }

  std::string path_;
  Outcome original_;
  std::shared_ptr<const Pack> pack_;
  double slowest_ = 0;
  int read_ = 0, refused_ = 0;
};

TEST_F(Mutations, AMisspeltKeyIsReportedOnItsLine) {
  RandomKey random_key(1);
  int other_key = 0;
  for (int done = 0; done < 2500;) {
    std::vector<std::string> lines = lines_of(whole);
    const std::size_t at = random_key.below(lines.size());
    std::string& line = lines[at];
    const std::size_t begin = line.find_first_not_of(" -"), end = line.find(':');
    if (end == std::string::npos || end <= begin) continue;
    const bool is_date = line[begin] == '2';  // out of order is said of the later one
    const std::size_t where = begin + random_key.below(end - begin);
    const std::string before = line;
    switch (random_key.below(4)) {
      case 0:
        line.erase(where, 1);
        break;
      case 1:
        line.insert(where, 1, line[where]);
        break;
      case 2:
        line[where] = static_cast<char>('a' + random_key.below(26));
        break;
      default:
        if (where + 1 < end) std::swap(line[where], line[where + 1]);
    }
    if (line == before) continue;
    ++done;
    const std::string text = joined_lines(lines);
    const Outcome now = outcome(text);
    ASSERT_NO_FATAL_FAILURE(expect_no_silence(text, now));
    if (now.is_read)
      ++other_key;  // another year, or another key that means something
    else
      EXPECT_TRUE(has_error_on(now, at + 1) || (is_date && has_error_on(now, at + 2)))
          << text << now.errors.front().line << ": " << now.errors.front().message;
  }
  EXPECT_LT(other_key, 125);  // a twentieth: digits of dates
}

TEST_F(Mutations, AnotherNumberIsRefusedOnItsLineOrTakenAsWritten) {
  RandomKey random_key(2);
  int taken = 0, refused = 0;
  while (taken + refused < 2500) {
    std::vector<std::string> lines = lines_of(whole);
    const std::size_t at = random_key.below(lines.size());
    const auto old_value = resolved_number(original_, at + 1);
    if (!old_value) continue;
    std::string& line = lines[at];
    const std::size_t begin = line.find(": ") + 2, end = std::min(line.find(' ', begin), line.size());
    const double written = *parse_number(line.substr(begin, end - begin));
    const double factors[] = {0.5, 1.5, 10, 100, 0.001, -1};
    const double number = written * factors[random_key.below(6)] + static_cast<double>(random_key.below(3));
    line.replace(begin, end - begin, shortest(number));
    const std::string text = joined_lines(lines);
    const Outcome now = outcome(text);
    if (!now.is_read) {
      ++refused;
      ASSERT_TRUE(has_error_on(now, at + 1)) << text;
      continue;
    }
    ++taken;
    const auto value = resolved_number(now, at + 1);
    ASSERT_TRUE(value.has_value()) << text;
    // Converted by the factor of its unit, as the old one was.
    ASSERT_NEAR(*value, *old_value * (number / written), 1e-12 * std::abs(*value)) << text;
  }
  EXPECT_GT(taken, 500);
  EXPECT_GT(refused, 500);
}

TEST_F(Mutations, ALineLostOrDoubledIsNoticed) {
  RandomKey random_key(3);
  for (int i = 0; i < 1500; ++i) {
    std::vector<std::string> lines = lines_of(whole);
    const std::size_t at = random_key.below(lines.size()), to = random_key.below(lines.size() + 1);
    const std::string line = lines[at];
    if (random_key.below(2) == 0)
      lines.erase(lines.begin() + static_cast<std::ptrdiff_t>(at));
    else
      lines.insert(lines.begin() + static_cast<std::ptrdiff_t>(to), line);
    const std::string text = joined_lines(lines);
    const Outcome now = outcome(text);
    ASSERT_NO_FATAL_FAILURE(expect_no_silence(text, now));
    if (now.is_read) {
      EXPECT_NE(now.scenario.resolved, original_.scenario.resolved) << text;
    }
  }
}

TEST_F(Mutations, NoiseIsRefusedOrChangesWhatIsResolved) {
  const std::string letters = ",:-?[]{}#&*!|>'\"%@`+ \n\tx0127<~.QA";
  RandomKey random_key(4);
  for (int i = 0; i < 3500; ++i) {
    std::string text = whole;
    for (std::size_t k = 0, edits = 1 + random_key.below(3); k < edits; ++k) {
      const std::size_t at = random_key.below(text.size());
      switch (random_key.below(4)) {
        case 0:
          text.erase(at, 1 + random_key.below(3));
          break;
        case 1:
          text[at] = static_cast<char>(random_key.below(256));
          break;
        default:
          text.insert(at, 1, letters[random_key.below(letters.size())]);
      }
    }
    if (text == whole) continue;
    const Outcome now = outcome(text);
    ASSERT_NO_FATAL_FAILURE(expect_no_silence(text, now));
  }
  EXPECT_GT(read_, 50);
  EXPECT_GT(refused_, 2000);
  RecordProperty("slowest_ms", static_cast<int>(1000 * slowest_));
  EXPECT_LT(slowest_, 2);  // seconds; the pack alone takes milliseconds
}

}  // namespace
}  // namespace jiuzhou
