// One idiom for every fact: a struct lists its members once in `declare(field)`, and visitors make the reader, the
// bounds checks, the schema, the reference, the file attributes, the checkpoint and the state hash from that list.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace jiuzhou {

struct Spec {
  std::string_view unit = "";
  double fallback = std::numeric_limits<double>::quiet_NaN();
  double min = -std::numeric_limits<double>::infinity();
  double max = std::numeric_limits<double>::infinity();
  std::string_view doc = "";
  std::string_view source = "";
};

// A parameter found by walking a declaration: where it lives and everything known about it.
struct Parameter {
  std::string path;                                   // "migration.housing_share"
  std::variant<double*, std::int64_t*, bool*> value;  // inside the struct that was walked
  Spec spec;

  [[nodiscard]] double get() const {
    return std::visit([](const auto* v) { return static_cast<double>(*v); }, value);
  }
  void set(double x) const {
    std::visit([x](auto* v) { *v = static_cast<std::remove_reference_t<decltype(*v)>>(x); }, value);
  }
  [[nodiscard]] std::string_view type() const {
    if (std::holds_alternative<double*>(value)) return "number";
    return std::holds_alternative<bool*>(value) ? "boolean" : "integer";
  }
};

// A bound that several parameters have together: the sum of factor times value over the terms is at most `most`.
struct Joint {
  std::vector<std::pair<std::string, double>> terms;
  double most = 0;
  std::string_view doc;  // why
};

// Walks nested declarations into a flat list of parameters.
class ParameterList {
 public:
  template <class T>
  void operator()(std::string_view name, T& member, const Spec& spec) {
    found_.push_back({prefix_ + std::string(name), &member, spec});
  }
  template <class Group>
  void group(std::string_view name, Group& member, std::string_view doc) {
    const std::string outer = prefix_;
    groups_.emplace_back(outer + std::string(name), doc);
    prefix_ = outer + std::string(name) + ".";
    member.declare(*this);
    prefix_ = outer;
  }
  // Names within the group that declares it.
  void joint(std::initializer_list<std::pair<std::string_view, double>> terms, double most, std::string_view doc) {
    Joint& added = joints_.emplace_back(Joint{.terms = {}, .most = most, .doc = doc});
    for (const auto& [name, factor] : terms) added.terms.emplace_back(prefix_ + std::string(name), factor);
  }
  [[nodiscard]] const std::vector<Parameter>& all() const { return found_; }
  [[nodiscard]] const std::vector<Joint>& joints() const { return joints_; }
  [[nodiscard]] double sum(const Joint& joint) const {
    double sum = 0;
    for (const Parameter& p : found_)
      for (const auto& [path, factor] : joint.terms)
        if (p.path == path) sum += factor * p.get();
    return sum;
  }
  template <class Change>
  void change_specs(Change&& change) {
    for (Parameter& p : found_) p.spec = change(p.spec);
  }
  [[nodiscard]] const std::vector<std::pair<std::string, std::string_view>>& groups() const { return groups_; }

 private:
  std::string prefix_;
  std::vector<Parameter> found_;
  std::vector<Joint> joints_;
  std::vector<std::pair<std::string, std::string_view>> groups_;
};

template <class Struct>
ParameterList parameters_of(Struct& s) {
  ParameterList list;
  s.declare(list);
  return list;
}

template <class Struct>
Struct with_defaults() {
  Struct s;
  const ParameterList list = parameters_of(s);
  for (const Parameter& p : list.all()) p.set(p.spec.fallback);
  return s;
}

// A state column found by walking a declaration: raw bytes for hash and checkpoint, facts for the reference.
struct StateColumn {
  std::string path;  // "firms.capital"
  const void* data = nullptr;
  std::size_t bytes = 0;
  std::size_t count = 0;
  std::string_view type;  // "float64", "int64", ...
  Spec spec;
};

template <class T>
constexpr std::string_view type_name() {
  if constexpr (std::is_same_v<T, double>)
    return "float64";
  else if constexpr (std::is_same_v<T, float>)
    return "float32";
  else if constexpr (std::is_enum_v<T>)
    return "id";
  else if constexpr (std::is_signed_v<T>)
    return sizeof(T) == 8 ? "int64" : sizeof(T) == 4 ? "int32" : sizeof(T) == 2 ? "int16" : "int8";
  else
    return sizeof(T) == 8 ? "uint64" : sizeof(T) == 4 ? "uint32" : sizeof(T) == 2 ? "uint16" : "uint8";
}

class StateColumns {
 public:
  // A column, table or cube: anything with values().
  template <class C>
  requires requires(const C& c) { c.values().data(); }
  void operator()(std::string_view name, const C& c, const Spec& spec) {
    using T = typename C::value_type;
    found_.push_back({prefix_ + std::string(name), c.values().data(), c.values().size() * sizeof(T), c.values().size(),
                      type_name<T>(), spec});
  }
  // A single number.
  template <class T>
  requires std::is_arithmetic_v<T>
  void operator()(std::string_view name, const T& x, const Spec& spec) {
    found_.push_back({prefix_ + std::string(name), &x, sizeof(T), 1, type_name<T>(), spec});
  }
  template <class Group>
  void group(std::string_view name, Group& member) {
    const std::string outer = prefix_;
    prefix_ = outer + std::string(name) + ".";
    member.declare(*this);
    prefix_ = outer;
  }
  [[nodiscard]] const std::vector<StateColumn>& all() const { return found_; }

 private:
  std::string prefix_;
  std::vector<StateColumn> found_;
};

}  // namespace jiuzhou
