#include "sim/text/strict_yaml.hpp"

#include <fmt/core.h>
#include <yaml-cpp/anchor.h>
#include <yaml-cpp/depthguard.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <cmath>
#include <sstream>
#include <unordered_map>

#include "sim/base/error.hpp"
#include "sim/text/text.hpp"
#include "sim/text/units.hpp"
#include "sim/text/yaml_slips.hpp"

namespace jiuzhou {

namespace {

constexpr std::size_t deepest = 32;
constexpr std::size_t most_nodes = 200000;

struct Stop {};  // leaves the parser after an error that makes the rest meaningless

// Builds our tree from the parser's events. The parser's own tree is not used: it forgets duplicates' places, resolves
// aliases without a limit and converts loosely.
class TreeBuilder final : public YAML::EventHandler {
 public:
  TreeBuilder(const SourceText& source, Diagnostics& diagnostics) : source_(source), diagnostics_(diagnostics) {}

  YamlNode root;
  int documents = 0;

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (++documents > 1)
      fail(mark, "a second document, or text that does not belong to the first; only one is allowed");
  }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    YamlNode node = start(mark, YamlNode::Kind::null, "?", anchor);
    if (wants_key()) fail(mark, "a key is missing before ':'");
    attach(std::move(node));
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    fail(mark, "aliases (*name) are not supported; write the value out, or use 'extends'");
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    YamlNode node = start(mark, YamlNode::Kind::scalar, tag, anchor);
    // What no byte of the file may be comes in by escapes, too: "\0", "\x1b".
    const auto bad = wants_key() ? bad_line(value) : bad_text(value);
    if (bad) diagnostics_.error(node.place, bad->what);
    node.text = bad ? cleaned(value) : value;
    node.is_quoted = tag == "!";
    attach(std::move(node));
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(mark, YamlNode::Kind::sequence, tag, anchor);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open(mark, YamlNode::Kind::map, tag, anchor);
  }
  void OnMapEnd() override { close(); }

 private:
  struct Frame {
    YamlNode node;
    std::string path;
    bool has_key = false;
    std::string key;
    Place key_place;
    std::unordered_map<std::string, std::size_t> lines;  // of the keys, from 1
  };

  Place place(const YAML::Mark& mark) const { return {&source_, source_.offset(mark.line, mark.column)}; }

  [[noreturn]] void fail(const YAML::Mark& mark, const std::string& message) {
    diagnostics_.error(place(mark), message);
    throw Stop{};
  }

  bool wants_key() const { return !frames_.empty() && frames_.back().node.is_map() && !frames_.back().has_key; }

  YamlNode start(const YAML::Mark& mark, YamlNode::Kind kind, const std::string& tag, YAML::anchor_t anchor) {
    if (++nodes_ > most_nodes) fail(mark, fmt::format("more than {} values in one file", most_nodes));
    if (!tag.empty() && tag != "?" && tag != "!")
      diagnostics_.error(place(mark), fmt::format("tags ({}) are not supported", in_quotes(tag)));
    if (anchor != YAML::NullAnchor)
      diagnostics_.error(place(mark), "anchors (&name) are not supported; use 'extends' to share values");
    YamlNode node;
    node.kind = kind;
    node.place = place(mark);
    return node;
  }

  std::string next_path() const {
    if (frames_.empty()) return {};
    const Frame& frame = frames_.back();
    if (frame.node.is_sequence()) return fmt::format("{}[{}]", frame.path, frame.node.items.size());
    return frame.path.empty() ? frame.key : fmt::format("{}.{}", frame.path, frame.key);
  }

  void open(const YAML::Mark& mark, YamlNode::Kind kind, const std::string& tag, YAML::anchor_t anchor) {
    if (wants_key())
      fail(mark, "a key must be a plain word, not a list or a map; or a bracket that opens here is not closed");
    if (frames_.size() >= deepest) fail(mark, fmt::format("nested deeper than {} levels", deepest));
    frames_.push_back({start(mark, kind, tag, anchor), next_path(), false, {}, {}, {}});
  }

  void close() {
    YamlNode node = std::move(frames_.back().node);
    frames_.pop_back();
    attach(std::move(node));
  }

  void attach(YamlNode node) {
    if (frames_.empty()) {
      root = std::move(node);
      return;
    }
    Frame& frame = frames_.back();
    if (frame.node.is_sequence()) {
      frame.node.items.push_back(std::move(node));
    } else if (!frame.has_key) {
      if (node.text == "<<") diagnostics_.error(node.place, "merge keys ('<<') are not supported; use 'extends'");
      frame.has_key = true;
      frame.key = node.text;
      frame.key_place = node.place;
      const auto [earlier, is_new] = frame.lines.try_emplace(frame.key, source_.line_at(frame.key_place.offset) + 1);
      if (!is_new)
        diagnostics_.error(frame.key_place, fmt::format("{} is given twice (first on line {})", in_quotes(next_path()),
                                                        earlier->second));
    } else {
      frame.node.entries.push_back({frame.key, frame.key_place, std::move(node)});
      frame.has_key = false;
    }
  }

  const SourceText& source_;
  Diagnostics& diagnostics_;
  std::vector<Frame> frames_;
  std::size_t nodes_ = 0;
};

std::string expected_number(const Spec& spec) {
  const bool bare = spec.unit.empty() || spec.unit == "flag";
  return bare ? "a number" : fmt::format("a number ({})", spec.unit);
}

std::string unit_text(const Spec& spec) {
  return spec.unit.empty() || spec.unit == "flag" ? "" : " " + std::string(spec.unit);
}

// Units in which "4 %" means 0.04.
bool takes_percent(std::string_view unit) {
  for (const std::string_view start : {"share", "ratio", "1/", "per quarter", "per year", "per unit", "log points"})
    if (unit.starts_with(start)) return true;
  return false;
}

// How a number of this unit may look.
std::string example(const Spec& spec) {
  if (spec.unit == "quarters") return "'4 quarters'";
  if (takes_percent(spec.unit)) return "'5 %'";
  if (!is_measure(spec.unit)) return "'5'";
  const std::string easier = easier_unit(spec.unit);
  return fmt::format("'24 {}'", easier.empty() ? std::string(spec.unit) : easier);
}

// A number of months in quarters, the shortest time there is: "'1 quarter' or '2 quarters'".
std::string as_quarters(double months) {
  const auto text = [](double n) { return fmt::format("'{}{}", shortest(n), n == 1 ? " quarter'" : " quarters'"); };
  const double below = std::max(1.0, std::floor(months / 3)), above = std::max(1.0, std::ceil(months / 3));
  return text(below) + (below == above ? "" : " or " + text(above));
}

std::string normal_unit(std::string_view unit) {
  const std::string text(trimmed(unit));
  return text.starts_with("1/") ? "per " + text.substr(2) : text;
}

}  // namespace

const YamlNode* YamlNode::find(std::string_view key) const {
  for (const YamlEntry& entry : entries)
    if (entry.key == key) return &entry.value;
  return nullptr;
}

YamlNode scalar_node(std::string_view text, Place place) {
  YamlNode node;
  node.kind = YamlNode::Kind::scalar;
  node.text = text;
  node.place = place;
  return node;
}

std::optional<YamlNode> parse_yaml(const SourceText& source, Diagnostics& diagnostics) {
  const std::size_t errors = diagnostics.count();
  TreeBuilder builder(source, diagnostics);
  try {
    // Two documents are asked for and never more: on some broken text this parser offers new ones for ever.
    std::istringstream in{std::string(source.text())};
    YAML::Parser parser(in);
    if (parser.HandleNextDocument(builder)) parser.HandleNextDocument(builder);
    if (builder.root.kind == YamlNode::Kind::null && diagnostics.count() == errors)
      diagnostics.error({&source, 0}, "the file has no 'key: value' in it");
    else if (!builder.root.is_map())
      diagnostics.error(builder.root.place,
                        "the file must be a map of 'key: value'" + full_width_hint(builder.root.text));
  } catch (const Stop&) {
  } catch (const YAML::DeepRecursion& e) {
    diagnostics.error({&source, source.offset(e.mark.line, e.mark.column)}, "nested too deeply");
  } catch (const YAML::Exception& e) {
    report_broken_yaml({&source, source.offset(e.mark.line, e.mark.column)}, e.msg, diagnostics);
  }
  if (diagnostics.count() != errors) {
    // What was read completely can still be checked, so that all errors come at once.
    if (!builder.root.is_map()) return std::nullopt;
  }
  return std::move(builder.root);
}

std::optional<std::string> YamlValues::plain(const YamlNode& node, const std::string& path,
                                             const std::string& expected) {
  if (node.kind == YamlNode::Kind::null) {
    diagnostics_.error(node.place, fmt::format("{} has no value; expected {}", in_quotes(path), expected));
    return std::nullopt;
  }
  if (!node.is_scalar()) {
    diagnostics_.error(
        node.place, fmt::format("{} must be {}, not a {}", in_quotes(path), expected, node.is_map() ? "map" : "list"));
    return std::nullopt;
  }
  return node.text;
}

std::optional<std::string> YamlValues::text(const YamlNode& node, const std::string& path) {
  auto value = plain(node, path, "text");
  if (value && trimmed(*value).empty()) {
    diagnostics_.error(node.place, in_quotes(path) + " is empty");
    return std::nullopt;
  }
  return value;
}

std::optional<bool> YamlValues::boolean(const YamlNode& node, const std::string& path) {
  const auto value = plain(node, path, "true or false");
  if (!value) return std::nullopt;
  if (!node.is_quoted && *value == "true") return true;
  if (!node.is_quoted && *value == "false") return false;
  diagnostics_.error(node.place, fmt::format("{} must be true or false, not {}{}", in_quotes(path),
                                             node.is_quoted ? "the text " : "", in_quotes(*value)));
  return std::nullopt;
}

std::optional<std::int64_t> YamlValues::integer(const YamlNode& node, const std::string& path, std::int64_t min,
                                                std::int64_t max) {
  const std::string expected = fmt::format("a whole number from {} to {}", min, max);
  const auto value = plain(node, path, expected);
  if (!value) return std::nullopt;
  std::string why;
  if (node.is_quoted)
    why = fmt::format("the text {}; write it without quotes", in_quotes(*value));
  else if (looks_octal(*value))
    why = in_quotes(*value) + "; write it without the leading zero";
  else if (const auto number = parse_integer(*value); number && *number >= min && *number <= max)
    return number;
  else
    why = in_quotes(*value) + full_width_hint(*value);
  diagnostics_.error(node.place, fmt::format("{} must be {}, not {}", in_quotes(path), expected, why));
  return std::nullopt;
}

std::optional<Label> YamlValues::label(const YamlNode& node, const std::string& path) {
  if (!map(node, path)) return std::nullopt;
  keys(node, path, {"en", "zh"});
  Label label;
  bool complete = true;
  for (const auto& [key, target] : {std::pair{"en", &label.en}, std::pair{"zh", &label.zh}}) {
    const YamlNode* value = node.find(key);
    if (value == nullptr && target == &label.zh) continue;  // English alone is enough
    if (value == nullptr) diagnostics_.error(node.place, fmt::format("{} has no '{}'", in_quotes(path), key));
    const auto words = value == nullptr ? std::nullopt : text(*value, fmt::format("{}.{}", path, key));
    if (words)
      *target = *words;
    else
      complete = false;
  }
  if (label.zh.empty()) label.zh = label.en;
  return complete ? std::optional(label) : std::nullopt;
}

std::optional<Quarter> YamlValues::quarter(const YamlNode& node, const std::string& path) {
  const auto value = plain(node, path, "a quarter such as 2024Q3");
  if (!value) return std::nullopt;
  const auto quarter = parse_quarter(*value);
  if (!quarter)
    diagnostics_.error(node.place, fmt::format("{} must be a quarter such as 2024Q3, not {}{}", in_quotes(path),
                                               in_quotes(*value), full_width_hint(*value)));
  return quarter;
}

std::optional<double> YamlValues::number(const YamlNode& node, const std::string& path, const Spec& spec,
                                         Unit unit_is) {
  const auto value = plain(node, path, expected_number(spec));
  if (!value) return std::nullopt;
  const auto fail = [&](const std::string& message) -> std::optional<double> {
    diagnostics_.error(node.place, in_quotes(path) + message);
    return std::nullopt;
  };
  if (const std::string hint = full_width_hint(*value); !hint.empty() && !node.is_quoted)
    return fail(fmt::format(" is {}{}", in_quotes(*value), hint));
  if (node.is_quoted)
    return fail(
        fmt::format(" must be {}, not the text {}; write it without quotes", expected_number(spec), in_quotes(*value)));

  // The number is all up to the first blank or percent sign; what follows must be the unit.
  const std::string_view whole = trimmed(*value);
  // Chinese units may follow without a blank.
  const auto is_ascii = [](char c) { return static_cast<unsigned char>(c) < 0x80; };
  const std::size_t blank = std::min(whole.find_first_of(" \t%"), whole.size());
  const auto letters = static_cast<std::size_t>(std::ranges::find_if_not(whole, is_ascii) - whole.begin());
  const std::string_view digits = whole.substr(0, std::min(blank, letters));
  std::string_view unit = trimmed(whole.substr(digits.size()));
  if (looks_octal(digits))
    return fail(fmt::format(" must be {}, not {}; write it without the leading zero", expected_number(spec),
                            in_quotes(*value)));
  const auto parsed = parse_number(digits);
  if (!parsed) return fail(fmt::format(" must be {}, not {}", expected_number(spec), in_quotes(*value)));

  if (unit.empty() && unit_is == Unit::needed && is_measure(spec.unit)) {
    std::string message = fmt::format(" needs its unit; write '{} {}'", digits, spec.unit);
    if (const std::string easier = easier_unit(spec.unit); !easier.empty())
      message += fmt::format(", or a number of '{}'", easier);
    return fail(message);
  }
  const bool percent = unit.starts_with('%');
  if (percent) unit = trimmed(unit.substr(1));
  const bool is_percent_of_it = percent && takes_percent(spec.unit);
  if (unit.empty() || normal_unit(unit) == normal_unit(spec.unit)) {
    if (is_percent_of_it) return *parsed / 100;
    if (!percent) return *parsed;
  } else if (!percent) {
    if (const auto number = converted(*parsed, unit, spec.unit)) return number;
    if (spec.unit == "quarters" && (unit == "month" || unit == "months" || unit == "月" || unit == "个月"))
      return fail(fmt::format(" is {}, but its unit is quarters, of three months; write {}", in_quotes(*value),
                              as_quarters(*parsed)));
  }
  return fail(fmt::format(" is {}, but its unit is {}; write a number in that unit, such as {}", in_quotes(*value),
                          spec.unit.empty() ? "1" : fmt::format("'{}'", spec.unit), example(spec)));
}

void YamlValues::parameter(const YamlNode& node, const std::string& path, const Parameter& parameter) {
  if (std::holds_alternative<bool*>(parameter.value)) {
    if (const auto value = boolean(node, path)) parameter.set(*value ? 1 : 0);
    return;
  }
  const auto value = number(node, path, parameter.spec, Unit::needed);
  if (!value) return;
  if (std::holds_alternative<std::int64_t*>(parameter.value) &&
      (*value != std::trunc(*value) || std::abs(*value) > 9e15)) {
    diagnostics_.error(node.place,
                       fmt::format("{} must be a whole number, not {}", in_quotes(path), in_quotes(node.text)));
    return;
  }
  if (const auto message = outside(path, *value, parameter.spec))
    diagnostics_.error(node.place, *message);
  else
    parameter.set(*value);
}

namespace {

// A near name of the same group, or else the same name in another group.
std::string parameter_suggestion(const std::string& key, const std::string& prefix, const ParameterList& list) {
  std::vector<std::string> here;
  const auto add = [&](const std::string& path) {
    if (path.starts_with(prefix) && path.find('.', prefix.size()) == std::string::npos)
      here.push_back(path.substr(prefix.size()));
  };
  for (const auto& [path, doc] : list.groups()) add(path);
  for (const Parameter& parameter : list.all()) add(parameter.path);
  if (!nearest(key, here))
    for (const Parameter& parameter : list.all())
      if (parameter.path.ends_with("." + key)) return fmt::format("; did you mean '{}'?", parameter.path);
  return suggestion(key, here);
}

}  // namespace

void YamlValues::parameters(const YamlNode& node, const std::string& prefix, const ParameterList& list,
                            const std::function<void(const Parameter&, Place)>& read) {
  for (const YamlEntry& entry : node.entries) {
    if (diagnostics_.is_full()) return;
    const std::string path = prefix + entry.key;
    const auto group = std::ranges::find(list.groups(), path, [](const auto& g) { return g.first; });
    const auto found = std::ranges::find(list.all(), path, &Parameter::path);
    if (group != list.groups().end()) {
      if (map(entry.value, path)) parameters(entry.value, path + ".", list, read);
    } else if (found != list.all().end()) {
      parameter(entry.value, path, *found);
      read(*found, entry.value.place);
    } else if (entry.key != "<<") {
      diagnostics_.error(entry.place, fmt::format("unknown parameter {}{}", in_quotes(path),
                                                  parameter_suggestion(entry.key, prefix, list)));
    }
  }
}

bool YamlValues::map(const YamlNode& node, const std::string& path) {
  if (node.is_map()) return true;
  if (node.kind == YamlNode::Kind::null) {
    diagnostics_.error(
        node.place,
        in_quotes(path) + " has no value; lines that belong to it must begin further to the right than it does");
    return false;
  }
  const std::size_t colon = node.text.find(':');
  const bool lacks_blank = node.is_scalar() && !node.is_quoted && colon != std::string::npos && colon > 0;
  diagnostics_.error(node.place,
                     fmt::format("{} must be a map of 'key: value'{}", in_quotes(path),
                                 lacks_blank ? "; a blank is missing after ':'" : full_width_hint(node.text)));
  return false;
}

bool YamlValues::sequence(const YamlNode& node, const std::string& path) {
  if (node.is_sequence()) return true;
  diagnostics_.error(node.place, in_quotes(path) + " must be a list");
  return false;
}

void YamlValues::keys(const YamlNode& map, const std::string& path, const std::vector<std::string>& allowed,
                      const std::string& what) {
  for (const YamlEntry& entry : map.entries) {
    if (diagnostics_.is_full()) return;
    if (std::ranges::find(allowed, entry.key) != allowed.end() || entry.key == "<<")
      continue;  // that is an error already
    const std::string hint = full_width_hint(entry.key);
    diagnostics_.error(entry.place,
                       fmt::format("unknown {} {}{}", what,
                                   in_quotes(path.empty() ? entry.key : fmt::format("{}.{}", path, entry.key)),
                                   hint.empty() ? suggestion(entry.key, allowed) : hint));
  }
}

std::string number_text(double value, const Spec& spec) {
  return shortest(value) + (is_measure(spec.unit) ? " " + std::string(spec.unit) : "");
}

std::string bounds_text(const Spec& spec) {
  const bool low = std::isfinite(spec.min), high = std::isfinite(spec.max);
  const std::string unit = unit_text(spec);
  if (low && high) return fmt::format("[{}, {}]{}", shortest(spec.min), shortest(spec.max), unit);
  if (low) return fmt::format(">= {}{}", shortest(spec.min), unit);
  if (high) return fmt::format("<= {}{}", shortest(spec.max), unit);
  return "any number" + unit;
}

std::optional<std::string> outside(const std::string& path, double value, const Spec& spec) {
  if (value >= spec.min && value <= spec.max) return std::nullopt;
  const bool both = std::isfinite(spec.min) && std::isfinite(spec.max);
  const std::string limit = both               ? "outside " + bounds_text(spec)
                            : value < spec.min ? fmt::format("below {}{}", shortest(spec.min), unit_text(spec))
                                               : fmt::format("above {}{}", shortest(spec.max), unit_text(spec));
  return fmt::format("{} is {}, {}{}", in_quotes(path), shortest(value), limit,
                     spec.doc.empty() ? "" : fmt::format(" ({})", spec.doc));
}

std::string bounds_text(const Joint& joint) {
  std::string left, right;
  for (const auto& [path, factor] : joint.terms) {
    std::string& side = factor > 0 ? left : right;
    side += (side.empty() ? "" : " + ") + (std::abs(factor) == 1 ? "" : shortest(std::abs(factor)) + " ") + path;
  }
  if (left.empty()) return right + " >= " + shortest(-joint.most);
  if (joint.most != 0 || right.empty()) right = shortest(joint.most) + (right.empty() ? "" : " + " + right);
  return fmt::format("{} <= {}", left, right);
}

}  // namespace jiuzhou
