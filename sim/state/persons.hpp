// Persons: one 64-bit record each, in cohorts of one region, birth quarter and sex.
//
// Region, age and sex are where a record lies; everything else is in its bits. A cohort is a run of the region's arena
// with room for arrivals. Hazards hardly differ within a cohort, so that most persons of most quarters are passed over
// without being looked at, many without a number of their own (base/sparse_events.hpp, base/events.hpp).
//
// A person's random numbers are keyed by its cohort and position. Who leaves a cohort is replaced by its last member; so a paired
// run shares the numbers of everybody but those few.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "sim/base/column.hpp"
#include "sim/base/declare.hpp"
#include "sim/base/read_ahead.hpp"

namespace jiuzhou {

enum class Status : std::uint8_t { child, student, employed, unemployed, inactive, retired };
inline constexpr std::size_t statuses = 6;
inline constexpr std::size_t skills = 3;  // low: primary and junior; middle: senior; high: tertiary
enum class SkillId : std::uint32_t {};
inline constexpr std::size_t income_classes = 5;       // fifths of the persons of a region's urban or rural half
inline constexpr std::int32_t efficiency_unit = 1024;  // labour of a person of mean efficiency

inline constexpr std::size_t skill_of(std::size_t education) {
  return education <= 1 ? 0 : education - 1;
}

// The bits of a person. Members are values, so that a step reads and writes a copy.
struct Person {
  std::uint64_t bits = 0;

  struct Field {
    unsigned shift, width;
    [[nodiscard]] constexpr std::uint64_t most() const { return (std::uint64_t{1} << width) - 1; }
  };
  static constexpr Field status_field{0, 3};
  static constexpr Field class_field{3, 3};
  static constexpr Field rural_field{6, 1};
  static constexpr Field education_field{7, 2};  // a child's is what it will reach
  static constexpr Field rural_hukou_field{9, 1};
  static constexpr Field special_field{10, 4};  // old revolutionary, border, resource-based, formerly poor
  static constexpr Field ability_field{14, 8};  // quantile of efficiency within the education level
  static constexpr Field hukou_field{22, 10};   // region of registration
  static constexpr Field arrival_field{32, 9};  // quarter of arrival in the region, `arrival_offset` added
  // employed: number of the firm in the region; else: quarter the status began
  static constexpr Field link_field{41, 23};

  static constexpr int arrival_offset = 256, since_offset = 1 << 16;
  static constexpr std::size_t most_regions = 1U << hukou_field.width;
  static constexpr std::uint32_t no_firm_number =
      static_cast<std::uint32_t>((std::uint64_t{1} << link_field.width) - 1);

  [[nodiscard]] constexpr std::uint64_t get(Field f) const { return (bits >> f.shift) & f.most(); }
  constexpr void set(Field f, std::uint64_t value) { bits = (bits & ~(f.most() << f.shift)) | (value << f.shift); }

  [[nodiscard]] constexpr Status status() const { return static_cast<Status>(get(status_field)); }
  [[nodiscard]] constexpr std::size_t income_class() const { return get(class_field); }
  [[nodiscard]] constexpr bool rural() const { return get(rural_field) != 0; }
  [[nodiscard]] constexpr std::size_t education() const { return get(education_field); }
  [[nodiscard]] constexpr bool rural_hukou() const { return get(rural_hukou_field) != 0; }
  [[nodiscard]] constexpr std::size_t special() const { return get(special_field); }
  [[nodiscard]] constexpr std::size_t ability() const { return get(ability_field); }
  [[nodiscard]] constexpr std::size_t hukou() const { return get(hukou_field); }
  [[nodiscard]] constexpr int arrival() const { return static_cast<int>(get(arrival_field)) - arrival_offset; }
  [[nodiscard]] constexpr std::uint32_t firm_number() const { return static_cast<std::uint32_t>(get(link_field)); }
  [[nodiscard]] constexpr int since() const { return static_cast<int>(get(link_field)) - since_offset; }
  [[nodiscard]] constexpr bool employed() const { return status() == Status::employed; }
  [[nodiscard]] constexpr bool in_labour_force() const { return employed() || status() == Status::unemployed; }
  [[nodiscard]] constexpr std::size_t skill() const { return skill_of(education()); }

  constexpr void set_class(std::size_t k) { set(class_field, k); }
  constexpr void set_rural(bool rural) { set(rural_field, rural ? 1 : 0); }
  constexpr void set_education(std::size_t k) { set(education_field, k); }
  constexpr void set_rural_hukou(bool rural) { set(rural_hukou_field, rural ? 1 : 0); }
  constexpr void set_special(std::size_t areas) { set(special_field, areas); }
  constexpr void set_ability(std::size_t q) { set(ability_field, q); }
  constexpr void set_hukou(std::size_t region) { set(hukou_field, region); }
  // Quarters counted from the first; a horizon past 63 years keeps the last quarter that fits.
  constexpr void set_arrival(int quarter) {
    const int stored = quarter + arrival_offset;
    const int most = static_cast<int>(arrival_field.most());
    set(arrival_field, static_cast<std::uint64_t>(stored < 0 ? 0 : stored > most ? most : stored));
  }
  constexpr void employ(std::uint32_t number) {
    set(status_field, static_cast<std::uint64_t>(Status::employed));
    set(link_field, number);
  }
  constexpr void set_status(Status status, int since) {  // any but employed
    set(status_field, static_cast<std::uint64_t>(status));
    set(link_field, static_cast<std::uint64_t>(since + since_offset));
  }
  friend constexpr bool operator==(Person, Person) = default;
};

enum class CohortId : std::uint32_t {};  // within a region: 2 * (birth quarter - first birth quarter) + female

// The persons of one region.
class RegionPersons {
 public:
  RegionPersons() = default;
  explicit RegionPersons(int first_birth) : first_birth_(first_birth) {}

  [[nodiscard]] std::size_t cohorts() const { return begin_.size(); }
  [[nodiscard]] int birth(std::size_t cohort) const {
    return static_cast<int>(first_birth_) + static_cast<int>(cohort / 2);
  }
  [[nodiscard]] static bool female(std::size_t cohort) { return cohort % 2 == 1; }
  [[nodiscard]] std::size_t cohort_of(int birth, bool female) const {
    return static_cast<std::size_t>(birth - static_cast<int>(first_birth_)) * 2 + (female ? 1 : 0);
  }
  [[nodiscard]] std::size_t size(std::size_t cohort) const {
    return size_[CohortId{static_cast<std::uint32_t>(cohort)}];
  }
  [[nodiscard]] std::size_t begin(std::size_t cohort) const {
    return begin_[CohortId{static_cast<std::uint32_t>(cohort)}];
  }
  [[nodiscard]] Person* records(std::size_t cohort) { return at(begin(cohort)); }
  [[nodiscard]] const Person* records(std::size_t cohort) const {
    return reinterpret_cast<const Person*>(record_.values().data()) + begin(cohort);
  }
  [[nodiscard]] std::size_t total() const;  // agents
  [[nodiscard]] std::size_t slots() const { return record_.size(); }

  [[nodiscard]] Person get(std::size_t slot) const { return {record_.values()[slot]}; }
  void put(std::size_t slot, Person p) { record_.values()[slot] = p.bits; }
  void put(std::size_t slot, Person p, std::uint32_t weight) {
    put(slot, p);
    if (weighted()) weight_.values()[slot] = weight;
  }
  [[nodiscard]] std::uint64_t* raw(std::size_t slot) { return record_.values().data() + slot; }
  [[nodiscard]] const std::uint64_t* raw(std::size_t slot) const { return record_.values().data() + slot; }
  // Persons an agent stands for: 1 where the arena holds no weights.
  [[nodiscard]] std::uint32_t weight(std::size_t slot) const {
    return weight_.size() == 0 ? 1 : weight_.values()[slot];
  }
  void fetch(std::size_t slot) const {
    read_ahead(raw(slot));
    if (weighted()) read_ahead(weight_.values().data() + slot);
  }
  [[nodiscard]] bool weighted() const { return weight_.size() > 0; }

  // An arena for cohorts of these sizes, each with some room. Cohorts are filled with `push`.
  void reserve(const std::vector<std::uint32_t>& sizes, bool weighted);
  // The same with all members, yet to be put.
  void fill(const std::vector<std::uint32_t>& sizes, bool weighted);
  void make_room(std::size_t cohort, std::size_t arrivals);  // for so many pushes
  void push(std::size_t cohort, Person p, std::uint32_t weight);
  void remove(std::size_t cohort, std::size_t position);  // the last member takes the place
  void open_cohorts_of(int birth);                        // two empty cohorts, if there are none yet

  void declare(auto& column) {
    column("first_birth", first_birth_, {.unit = "quarter", .doc = "birth quarter of the oldest cohort"});
    column("begin", begin_, {.unit = "slot", .doc = "where a cohort begins"});
    column("size", size_, {.unit = "agent", .doc = "members of a cohort"});
    column("room", room_, {.unit = "slot", .doc = "slots of a cohort"});
    column("record", record_,
           {.unit = "bits",
            .doc = "status, income class, rural, education, hukou, special areas, ability, arrival, firm"});
    column("weight", weight_, {.unit = "person", .doc = "persons an agent stands for; none where that is one"});
  }

 private:
  [[nodiscard]] Person* at(std::size_t slot) { return reinterpret_cast<Person*>(record_.values().data()) + slot; }
  void set_rooms(const std::vector<std::uint32_t>& rooms, bool weighted);
  void lay_out(std::size_t cohort, std::uint32_t room);  // all cohorts side by side again, with this room for this one
  // the same in place; `total` slots are there
  void close_gaps(const std::vector<std::uint32_t>& rooms, std::size_t total);

  std::int32_t first_birth_ = 0;
  Column<CohortId, std::uint32_t> begin_, size_, room_;
  Column<PersonId, std::uint64_t> record_;
  Column<PersonId, std::uint32_t> weight_;
};

struct Persons {
  std::vector<RegionPersons> regions;

  RegionPersons& operator[](RegionId r) { return regions[index(r)]; }
  const RegionPersons& operator[](RegionId r) const { return regions[index(r)]; }
  [[nodiscard]] std::size_t size() const;  // agents

  void declare(auto& column) {
    static RegionPersons example;  // for lists of what is declared
    if (regions.empty()) column.group("region", example);
    for (std::size_t r = 0; r < regions.size(); ++r) column.group("region" + std::to_string(r), regions[r]);
  }
};

}  // namespace jiuzhou
