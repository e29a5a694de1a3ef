// YAML read strictly. yaml-cpp parses; everything it would let pass is an error here, at its place: a key given twice,
// merge keys, anchors and aliases, tags, a second document, text that is not UTF-8, too much or too deep. Values stay
// text until someone asks for a number, which no locale can change.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/base/calendar.hpp"
#include "sim/base/declare.hpp"
#include "sim/base/label.hpp"
#include "sim/text/diagnostics.hpp"

namespace jiuzhou {

inline constexpr std::size_t largest_yaml = std::size_t{4} << 20;  // bytes

struct YamlEntry;

struct YamlNode {
  enum class Kind : std::uint8_t { null, scalar, sequence, map };
  Kind kind = Kind::null;
  bool is_quoted = false;
  std::string text;  // of a scalar
  Place place;
  std::vector<YamlNode> items;     // of a sequence
  std::vector<YamlEntry> entries;  // of a map, in file order

  [[nodiscard]] bool is_scalar() const { return kind == Kind::scalar; }
  [[nodiscard]] bool is_sequence() const { return kind == Kind::sequence; }
  [[nodiscard]] bool is_map() const { return kind == Kind::map; }
  [[nodiscard]] const YamlNode* find(std::string_view key) const;
};

struct YamlEntry {
  std::string key;
  Place place;
  YamlNode value;
};

// A value that stands in no file by itself.
YamlNode scalar_node(std::string_view text, Place place);

// The root map; nothing, and at least one error, when the text is not one well-formed document.
std::optional<YamlNode> parse_yaml(const SourceText& source, Diagnostics& diagnostics);

// Values. Each returns nothing after reporting what it expected; `path` names the value in the message.
class YamlValues {
 public:
  explicit YamlValues(Diagnostics& diagnostics) : diagnostics_(diagnostics) {}

  std::optional<std::string> text(const YamlNode& node, const std::string& path);
  std::optional<bool> boolean(const YamlNode& node, const std::string& path);
  std::optional<std::int64_t> integer(const YamlNode& node, const std::string& path, std::int64_t min,
                                      std::int64_t max);
  std::optional<Label> label(const YamlNode& node, const std::string& path);  // {en: ..., zh: ...}; zh may be left out
  std::optional<Quarter> quarter(const YamlNode& node, const std::string& path);
  // A number in the declared unit: "0.04", "4 %" where the unit is a share or a rate, or "0.04 1/year". Money, persons,
  // land and goods may be asked to bear their unit, in any of its forms: "24 bn yuan/year".
  enum class Unit : std::uint8_t { optional, needed };
  std::optional<double> number(const YamlNode& node, const std::string& path, const Spec& spec,
                               Unit unit = Unit::optional);
  // Checks type, unit and bounds, and stores.
  void parameter(const YamlNode& node, const std::string& path, const Parameter& parameter);
  // A map of groups of parameters; `read` is called with each name that is known and the place of its value.
  void parameters(const YamlNode& map, const std::string& prefix, const ParameterList& list,
                  const std::function<void(const Parameter&, Place)>& read);

  bool map(const YamlNode& node, const std::string& path);
  bool sequence(const YamlNode& node, const std::string& path);
  // Reports every key that is not allowed; `what` names its kind: "key", "parameter".
  void keys(const YamlNode& map, const std::string& path, const std::vector<std::string>& allowed,
            const std::string& what = "key");

 private:
  std::optional<std::string> plain(const YamlNode& node, const std::string& path, const std::string& expected);
  Diagnostics& diagnostics_;
};

// The text that number() reads back: with its unit where it needs one.
std::string number_text(double value, const Spec& spec);
// "[0, 1] share", ">= 0 km": the bounds as text.
std::string bounds_text(const Spec& spec);
// "'x' is 1.28, outside [0, 1] share (what x is)"; nothing when the value is inside.
std::optional<std::string> outside(const std::string& path, double value, const Spec& spec);
// "x + y <= 0.9", "x <= y": the bound as text.
std::string bounds_text(const Joint& joint);

}  // namespace jiuzhou
