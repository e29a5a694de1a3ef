#include "output/checkpoint.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <utility>

#include "output/origin.hpp"
#include "output/provenance.hpp"
#include "sim/base/error.hpp"
#include "sim/state/check_world.hpp"
#include "sim/state/headcount.hpp"
#include "sim/text/text.hpp"

namespace jiuzhou {

namespace {

using Json = nlohmann::json;

constexpr std::array<char, 8> magic = {'J', 'Z', 'C', 'H', 'E', 'C', 'K', '1'},
                              end_mark = {'J', 'Z', 'C', 'H', 'E', 'N', 'D', '1'};
constexpr std::size_t piece = std::size_t{8} << 20;
constexpr std::size_t largest_head = std::size_t{1} << 28, most_quarters = 1000;

struct Head {
  std::array<char, 8> magic;
  std::uint64_t size, checksum;
};

// Everything a run's bits depend on beside scenario and pack.
Json program() {
  return {{"version", version()}, {"revision", revision()}, {"compiler", compiler()}, {"random", random_generator()}};
}

// Columns on their way to the file.
std::string unfinished(const std::string& path) {
  return path + ".tmp";
}

// ---- pieces ---------------------------------------------------------------------------------------------------------

class PieceWriter {
 public:
  PieceWriter(RawFile& file, std::uint64_t seed) : file_(&file), seed_(seed) {}
  void put(const void* bytes, std::size_t size) {
    const auto* next = static_cast<const char*>(bytes);
    for (std::size_t done = 0; done < size; done += piece) {
      const std::size_t here = std::min(piece, size - done);
      const std::uint64_t sum = checksum(next + done, here, seed_++);
      file_->write(next + done, here);
      file_->write(&sum, sizeof sum);
    }
  }

 private:
  RawFile* file_;
  std::uint64_t seed_;
};

class PieceReader {
 public:
  PieceReader(RawFile& file, std::uint64_t seed) : file_(&file), seed_(seed) {}
  void get(void* bytes, std::size_t size) {
    auto* next = static_cast<char*>(bytes);
    for (std::size_t done = 0; done < size; done += piece) {
      const std::size_t here = std::min(piece, size - done);
      std::uint64_t sum = 0;
      if (!file_->read(next + done, here) || !file_->read(&sum, sizeof sum) ||
          sum != checksum(next + done, here, seed_++))
        throw IoError(fmt::format("the checkpoint '{}' is damaged; it cannot be used", file_->path()));
    }
  }

 private:
  RawFile* file_;
  std::uint64_t seed_;
};

std::size_t stored_size(std::size_t bytes) {
  return bytes + (bytes + piece - 1) / piece * sizeof(std::uint64_t);
}

// ---- columns --------------------------------------------------------------------------------------------------------

// Lists the shape of every column, for the head.
class ColumnLister {
 public:
  template <class C>
  requires requires(C& c) { c.values().data(); }
  void operator()(std::string_view name, C& c, const Spec&) {
    using T = typename C::value_type;
    static_assert(std::is_trivially_copyable_v<T>);
    Json entry = {{"name", prefix_ + std::string(name)},
                  {"type", type_name<T>()},
                  {"width", sizeof(T)},
                  {"count", c.values().size()}};
    // The spare room is kept too, since it decides where the next person's record will lie.
    if (c.values().capacity() > c.values().size()) entry["room"] = c.values().capacity();
    if constexpr (requires { c.shape(); }) entry["shape"] = c.shape();
    list_.push_back(std::move(entry));
  }
  template <class T>
  requires std::is_arithmetic_v<T>
  void operator()(std::string_view name, T&, const Spec&) {
    list_.push_back(
        {{"name", prefix_ + std::string(name)}, {"type", type_name<T>()}, {"width", sizeof(T)}, {"count", 1}});
  }
  template <class Group>
  void group(std::string_view name, Group& member) {
    const std::string outer = std::exchange(prefix_, fmt::format("{}{}.", prefix_, name));
    member.declare(*this);
    prefix_ = outer;
  }
  [[nodiscard]] const Json& list() const { return list_; }

 private:
  std::string prefix_;
  Json list_ = Json::array();
};

// Fills every column from the file, in the order of the head's list, which must be that of the declaration.
class ColumnLoader {
 public:
  ColumnLoader(const Json& list, PieceReader& pieces) : list_(&list), pieces_(&pieces) {}

  template <class C>
  requires requires(C& c) { c.values().data(); }
  void operator()(std::string_view name, C& c, const Spec&) {
    using T = typename C::value_type;
    const Json& entry = next(name, type_name<T>(), sizeof(T));
    const auto count = entry.at("count").get<std::size_t>();
    if (entry.contains("room")) c.values().reserve(entry["room"].get<std::size_t>());
    if constexpr (requires { c.shape(); }) {
      const auto shape = entry.value("shape", std::vector<std::size_t>{});
      if (shape.size() != c.shape().size()) fail();
      c.reshape(shape);  // its product is `count`
    } else {
      c.values().resize(count);
    }
    pieces_->get(c.values().data(), count * sizeof(T));
  }
  template <class T>
  requires std::is_arithmetic_v<T>
  void operator()(std::string_view name, T& x, const Spec&) {
    next(name, type_name<T>(), sizeof(T));
    pieces_->get(&x, sizeof(T));
  }
  template <class Group>
  void group(std::string_view name, Group& member) {
    const std::string outer = std::exchange(prefix_, fmt::format("{}{}.", prefix_, name));
    member.declare(*this);
    prefix_ = outer;
  }
  void finish() const {
    if (position_ != list_->size()) fail();
  }

 private:
  const Json& next(std::string_view name, std::string_view type, std::size_t width) {
    if (position_ == list_->size()) fail();
    const Json& entry = (*list_)[position_++];
    if (entry.at("name") != prefix_ + std::string(name) || entry.at("type") != type || entry.at("width") != width)
      fail();
    return entry;
  }
  [[noreturn]] static void fail() { throw InputError("the checkpoint holds another state than this program has"); }

  const Json* list_;
  PieceReader* pieces_;
  std::string prefix_;
  std::size_t position_ = 0;
};

// ---- the file -------------------------------------------------------------------------------------------------------

struct Opened {
  RawFile file;
  Json head;
  std::uint64_t seed;
  std::size_t begin = 0, state = 0;  // where the state begins, and its bytes
};

IoError damaged(const std::string& path) {
  return IoError(fmt::format("the checkpoint '{}' is damaged; it cannot be used", path));
}

bool is_whole(const Json& json, const char* key, std::size_t most) {
  return json.contains(key) && json[key].is_number_unsigned() && json[key].get<std::size_t>() <= most;
}

bool is_text(const Json& json, const char* key) {
  return json.contains(key) && json[key].is_string();
}

// Checks that a column of the state fits into a file of so many bytes, since memory will be allocated for it.
bool is_column(const Json& column, std::size_t bytes) {
  if (!column.is_object() || !is_text(column, "name") || !is_text(column, "type") || !is_whole(column, "width", 8) ||
      column["width"] == 0 || !is_whole(column, "count", bytes))
    return false;
  const auto count = column["count"].get<std::size_t>();
  if (count * column["width"].get<std::size_t>() > bytes) return false;
  if (column.contains("room") && !is_whole(column, "room", 64 * count + (std::size_t{1} << 20))) return false;
  if (!column.contains("shape")) return true;
  if (!column["shape"].is_array()) return false;
  std::size_t product = 1;
  for (const Json& n : column["shape"]) {
    if (!n.is_number_unsigned() || n.get<std::size_t>() > bytes) return false;
    product *= n.get<std::size_t>();
    if (product > bytes) return false;
  }
  return product == count;
}

// A stranger may have written anything into the head. Checks that everything read from it below is there and has the
// right type.
bool is_head(const Json& head, std::size_t bytes) {
  const auto is_list = [&](const char* key, const auto& is_entry) {
    return head.contains(key) && head[key].is_array() &&
           std::ranges::all_of(head[key], [&](const Json& entry) { return is_entry(entry); });
  };
  return head.is_object() && head.contains("program") && head["program"].is_object() &&
         std::ranges::all_of(head["program"], [](const Json& value) { return value.is_string(); }) &&
         is_text(head, "pack") && is_text(head, "pack_sha256") && is_text(head, "scenario") &&
         is_whole(head, "quarter", 4 * 10000) && is_whole(head, "quarters", most_quarters) &&
         is_list("notes", [](const Json& note) { return note.is_string(); }) &&
         is_list("columns", [&](const Json& column) { return is_column(column, bytes); });
}

Opened open_checkpoint(const std::string& path) {
  Opened opened{RawFile(path, RawFile::Access::read), {}, 0};
  const std::size_t size = opened.file.size();
  Head head{};
  if (!opened.file.read(&head, sizeof head) || head.magic != magic)
    throw IoError(fmt::format("'{}' is not a checkpoint", path));
  if (head.size > largest_head || head.size > size) throw damaged(path);
  std::string text(head.size, '\0');
  if (!opened.file.read(text.data(), text.size()) || checksum(text.data(), text.size()) != head.checksum)
    throw damaged(path);
  opened.head = Json::parse(text, nullptr, false);
  if (!is_head(opened.head, size)) throw damaged(path);
  opened.seed = head.checksum;
  opened.begin = sizeof head + text.size();
  for (const Json& column : opened.head["columns"]) {
    opened.state += stored_size(column["count"].get<std::size_t>() * column["width"].get<std::size_t>());
    if (opened.state > size) throw damaged(path);  // before memory is allocated for it
  }
  return opened;
}

// Reads the record and the end mark from the current position.
Record read_rest(Opened& opened) {
  const auto quarters = opened.head.at("quarters").get<std::size_t>();
  Record record = read_record(opened.file, quarters);
  std::array<char, 8> mark{};
  if (record.quarters.size() != quarters || !opened.file.read(mark.data(), mark.size()) || mark != end_mark)
    throw damaged(opened.file.path());
  return record;
}

void refuse_other_program(const Opened& opened) {
  std::vector<std::string> found;
  const Json &was = opened.head.at("program"), here = program();
  for (const auto& [key, value] : here.items())
    if (was.value(key, "") != value)
      found.push_back(fmt::format("{} is {} and was {}", key, value.get<std::string>(), was.value(key, "")));
  if (found.empty()) return;
  std::string message =
      fmt::format("the checkpoint '{}' was left by another version of this program", opened.file.path());
  for (const std::string& line : found) message += "\n  " + line;
  throw InputError(message);
}

[[noreturn]] void refuse(const std::string& path, const std::vector<std::string>& reasons, const std::string& what) {
  std::string message = fmt::format("the checkpoint '{}' {}", path, what);
  for (const std::string& reason : reasons) message += "\n  " + reason;
  throw InputError(message);
}

// Memory of the policies, in the order of this scenario's.
void reorder_memory(PolicyMemory& memory, const Scenario& scenario, std::size_t regions,
                    const std::vector<std::optional<std::size_t>>& earlier) {
  const PolicyMemory was = std::exchange(memory, {});
  if (std::ranges::any_of(scenario.policies, [](const auto& p) { return p->when.has_value(); })) {
    memory.on.assign(earlier.size(), regions, 0);
    memory.running.assign(earlier.size(), 0);
  }
  if (was.spent.size() > 0) memory.spent.assign(earlier.size(), 0);
  for (std::size_t i = 0; i < earlier.size(); ++i) {
    if (!earlier[i]) continue;
    const auto to = static_cast<PolicyId>(i), from = static_cast<PolicyId>(*earlier[i]);
    if (memory.running.size() > 0 && was.running.size() > 0) {
      memory.running[to] = was.running[from];
      std::ranges::copy(was.on.row(from), memory.on.row(to).begin());
    }
    if (memory.spent.size() > 0) memory.spent[to] = was.spent[from];
  }
}

// The quarters of the checkpoint in the layout of this run: policies are in this run's order, and a new one has spent
// nothing.
std::vector<RecordedQuarter> in_layout(const Record& record, const ResultLayout& layout,
                                       const std::vector<std::optional<std::size_t>>& earlier, std::size_t policies,
                                       const std::string& path) {
  const auto& old = record.layout.variables;
  std::vector<RecordedQuarter> out;
  for (const RecordedQuarter& quarter : record.quarters) {
    RecordedQuarter now{quarter.time, {}};
    now.values.reserve(layout.values());
    for (const auto& v : layout.variables) {
      std::size_t begin = 0;
      const auto found = std::ranges::find(old, v.name, &ResultLayout::Variable::name);
      for (auto it = old.begin(); it != found; ++it) begin += it->values;
      if (v.dimensions.empty() || v.dimensions.front() != "policy") {
        if (found == old.end() || found->values != v.values) throw damaged(path);
        now.values.insert(now.values.end(), quarter.values.begin() + static_cast<std::ptrdiff_t>(begin),
                          quarter.values.begin() + static_cast<std::ptrdiff_t>(begin + v.values));
        continue;
      }
      const std::size_t width = v.values / earlier.size();
      if (policies > 0 && (found == old.end() || found->values != policies * width)) throw damaged(path);
      for (const auto& position : earlier)
        for (std::size_t i = 0; i < width; ++i)
          now.values.push_back(position ? quarter.values[begin + *position * width + i] : 0.0);
    }
    out.push_back(std::move(now));
  }
  return out;
}

}  // namespace

std::string checkpoint_of(const std::string& result) {
  return result + ".checkpoint";
}

std::uint64_t state_hash(World& world) {
  StateColumns columns;
  world.declare(columns);
  std::uint64_t hash = 0;
  for (const StateColumn& column : columns.all()) {
    hash = checksum(column.path.data(), column.path.size(), hash);
    hash = checksum(column.data, column.bytes, hash);
  }
  return hash;
}

std::string state_hash_text(World& world) {
  std::array<char, 19> text{};
  std::snprintf(text.data(), text.size(), "0x%016llx", static_cast<unsigned long long>(state_hash(world)));
  return text.data();
}

void write_checkpoint(const std::string& path, World& world, const Scenario& scenario, const Record& record,
                      Durable durable) {
  ColumnLister columns;
  world.declare(columns);
  const Json facts = {
      {"program", program()},          {"pack", world.pack->name},    {"pack_sha256", world.pack->sha256},
      {"scenario", scenario.resolved}, {"quarter", world.now.number}, {"quarters", record.quarters.size()},
      {"notes", world.notes},          {"columns", columns.list()}};
  const std::string text = facts.dump(), temporary = unfinished(path);
  try {
    RawFile file(temporary, RawFile::Access::write);
    file.cut(0);
    const Head head{magic, text.size(), checksum(text.data(), text.size())};
    file.write(&head, sizeof head);
    file.write(text.data(), text.size());
    PieceWriter pieces(file, head.checksum);
    StateColumns state;
    world.declare(state);
    for (const StateColumn& column : state.all()) pieces.put(column.data, column.bytes);
    const std::uint64_t seed = write_layout(file, record.layout);
    for (std::size_t q = 0; q < record.quarters.size(); ++q) write_quarter(file, seed, q, record.quarters[q]);
    file.write(end_mark.data(), end_mark.size());
    if (durable == Durable::yes) file.sync();
    rename_file(temporary, path);
  } catch (...) {
    std::remove(temporary.c_str());
    throw;
  }
}

void remove_checkpoint(const std::string& path) {
  for (const std::string& file : {path, unfinished(path)}) std::remove(file.c_str());
}

void remove_unfinished_checkpoint(const std::string& path) {
  std::remove(unfinished(path).c_str());
}

Restored read_checkpoint(const std::string& path, const Inputs& inputs, Origin origin) {
  Opened opened = open_checkpoint(path);
  refuse_other_program(opened);
  const Scenario& scenario = inputs.scenario;
  const auto before = opened.head.at("scenario").get<std::string>();
  const Quarter last{opened.head.at("quarter").get<std::int32_t>()};
  if (!is_resolved(before)) throw damaged(path);
  const std::vector<std::string> may_branch = {"title", "description", "pack", "horizon.until", "policies"};
  const std::string when = "is of the end of " + last.text();
  const PolicyMatch match = match_policies(before, scenario, last);
  std::vector<std::string> reasons =
      differences(before, scenario.resolved, origin == Origin::branch ? may_branch : std::vector<std::string>{"pack"});
  const bool is_other_pack = opened.head.at("pack_sha256") != inputs.pack->sha256;
  if (is_other_pack) reasons.emplace_back("the tables of the pack were changed");
  if (!reasons.empty() && origin == Origin::same && !is_other_pack && scenario.until >= last &&
      match.obstacles.empty() && differences(before, scenario.resolved, may_branch).empty())
    reasons.push_back(
        fmt::format("it can be branched off from: `--from {}` in place of `--resume`, and another -o", path));
  if (!reasons.empty()) refuse(path, reasons, when + " of another run");
  if (last < scenario.from || opened.head.at("quarters").get<int>() != last - scenario.from + 1) throw damaged(path);
  if (scenario.until < last)
    refuse(path, {}, fmt::format("{}, after this scenario's last quarter, {}", when, scenario.until.text()));
  if (!match.obstacles.empty()) refuse(path, match.obstacles, when + ", and no branch can begin there");

  Restored restored;
  World& w = restored.world;
  w.pack = inputs.pack;
  w.parameters = scenario.parameters;
  w.first = scenario.from;
  w.now = last;
  w.random_key = {scenario.seed, static_cast<std::uint32_t>(w.elapsed())};
  w.weight = scenario.weight;
  w.notes = opened.head.at("notes").get<std::vector<std::string>>();
  w.persons.regions.resize(inputs.pack->region_count());
  PieceReader pieces(opened.file, opened.seed);
  ColumnLoader columns(opened.head.at("columns"), pieces);
  w.declare(columns);
  columns.finish();
  const Record record = read_rest(opened);
  const std::size_t policies = policy_count(before);
  if (const std::string fault = fault_of(w, policies); !fault.empty())
    throw IoError(fmt::format("the checkpoint '{}' holds no state of a run; it cannot be used: {}", path, fault));
  reorder_memory(w.policies, scenario, w.region_count(), match.earlier);
  restored.quarters = in_layout(record, layout_of(*w.pack, scenario, w.notes), match.earlier, policies, path);
  recount(w);
  w.index_firms();
  take_census(w);
  return restored;
}

Record read_checkpoint_record(const std::string& path) {
  Opened opened = open_checkpoint(path);
  opened.file.seek(opened.begin + opened.state);
  return read_rest(opened);
}

bool is_checkpoint(const std::string& path) {
  RawFile file(path, RawFile::Access::read);
  std::array<char, 8> begin{};
  return file.read(begin.data(), begin.size()) && begin == magic;
}

}  // namespace jiuzhou
