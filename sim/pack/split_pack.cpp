// Splits regions of a pack into places so that every account of a region is the sum of its places' and every good is
// balanced in every place. Of a region with places p, industries s, goods g:
//
//   value added     V_ps = RAS( ω_ps V_s ; Σ_s = v_p Σ V, Σ_p = V_s )   ω the most special share that is given: of the
//                   industry, its class, its sector, of all; v the share `value_added`; without it ω as it stands
//   production      X, Z, W, T, E, capital ... of s in proportion to V_ps: places make a thing alike
//   employment      L_ps = RAS( L_s V_ps / V_s ; Σ_s = e_p ΣL, Σ_p = L_s )   so that a rich place has output a head
//   use             households by persons and pay, c_p ~ n_p (W_p / n_p)^0.7; governments by half persons, half GDP;
//                   investment by value added; inputs with their industry;  δ_pg = use of p / use of the region
//   abroad          exports with output, imports M_g δ_pg
//   trade           outflow_p = outflow V_pg / V_g + Σ_q T_pq,  inflow_q = inflow δ_qg + Σ_p T_pq, T between places of a
//                   region by the gravity that links all regions, so that what goes to other regions stays as it was
//   people          persons n_p; registered h_p, arrivals from other regions a_p, by GDP; departures by h_p; who is in p beyond
//                   these came from other places of the region:  n_p − h_p − a_p + l_p
//   distances       d_ij · straight line between the places / straight line between the regions
//
// A cell that would be too small to be a firm (1 million yuan, 5 persons) is left to the rest. Ages, schooling, vital
// rates and growth are the region's. Elasticity 0.7 and the halves are judged: the nine cities of Guangdong's bay have
// 2.6 times the GDP a head of its other cities and 1.9 times their income.
#include "sim/pack/split_pack.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <utility>

#include "sim/base/ras.hpp"
#include "sim/base/vector_math.hpp"
#include "sim/pack/load_pack.hpp"
#include "sim/text/text.hpp"

namespace jiuzhou {

namespace {

using Parts = std::vector<double>;  // of a region, by place; they sum to 1

constexpr double income_elasticity = 0.7;
constexpr double smallest_output = 1e6, smallest_staff = 5;  // yuan a year, persons
constexpr double shortest_km = 100;                          // as between regions, see balance.cpp
constexpr double nearest_km = 20;                            // of straight lines that distances are scaled by
constexpr double least_transfer = 0.02;                      // of a place's budget
constexpr double returns = 0.5;     // moves back, of those out, between places of a region: judged
constexpr double least_pay = 1e-9;  // share of a place, so that it has an income
constexpr std::size_t tiles_a_row = 10;

double sum_of(const Parts& parts) {
  double sum = 0;
  for (const double x : parts) sum += x;
  return sum;
}

Parts normalised(Parts parts, const Parts& otherwise) {
  const double sum = sum_of(parts);
  if (!(sum > 0)) return otherwise;
  for (double& x : parts) x /= sum;
  return parts;
}

// The amount in parts with so many decimals, which sum to it to the last digit: the rest gets what is left.
std::vector<double> apportioned(double amount, const Parts& parts, double unit) {
  std::vector<double> out(parts.size());
  double left = amount;
  for (std::size_t p = 0; p + 1 < parts.size(); ++p) {
    out[p] = std::round(amount * parts[p] / unit) * unit;
    left -= out[p];
  }
  out.back() = std::round(left * 1e6) / 1e6;
  return out;
}

std::string digits(double value) {
  const double rounded = std::round(value * 1e6) / 1e6;
  return shortest(rounded == 0 ? 0.0 : rounded);
}

// A field as it was read: numbers stay numbers, also below zero.
std::string field_of(const std::string& text) {
  return parse_number(text) ? text : csv_field(text);
}

// Straight line between two points of the globe, km: 1 % less than the great circle of 3 000 km.
double straight(double latitude, double longitude, double latitude2, double longitude2) {
  constexpr double radius = 6371, turn = 360, right = 90;
  const auto cosine = [](double degrees) { return fast_cos_turn(std::abs(degrees) / turn); };
  const auto sine = [&](double degrees) { return cosine(right - degrees); };
  const double x = cosine(latitude) * cosine(longitude) - cosine(latitude2) * cosine(longitude2);
  const double y = cosine(latitude) * sine(longitude) - cosine(latitude2) * sine(longitude2);
  const double z = sine(latitude) - sine(latitude2);
  return radius * std::sqrt(x * x + y * y + z * z);
}

// A region's accounts in parts.
struct Divided {
  const SplitRegion* split = nullptr;
  RegionId region{};
  Parts people, urban, rural, land, gdp, registered, arrivals, urban_use, rural_use, budget, investment, pay, surplus,
      taxed, transfers, networks;
  Parts income;                    // a head, to the region's mean
  std::vector<Parts> value_added;  // by industry
  std::vector<Parts> demand;       // by good
  Matrix employment;               // (place, industry), persons
  Matrix outflow, inflow;          // (place, good), yuan a year
  std::vector<double> urban_persons, rural_persons;
  Matrix inside;  // persons by (hukou, residence) who moved between places of the region

  [[nodiscard]] std::size_t size() const { return split->places.size(); }
};

class Splitter {
 public:
  Splitter(const Pack& pack, const std::vector<SplitRegion>& split, std::string name, Diagnostics& diagnostics)
      : pack_(pack), name_(std::move(name)), diagnostics_(diagnostics) {
    for (const SplitRegion& region : split) divided_[region.region] = divide(region);
    for (std::size_t r = 0; r < pack.regions.size(); ++r) {
      const auto found = divided_.find(r);
      const std::size_t parts = found == divided_.end() ? 1 : found->second.size();
      for (std::size_t p = 0; p < parts; ++p)
        places_.push_back({r, p, found == divided_.end() ? nullptr : &found->second});
    }
    divide_trade();
  }

  std::map<std::string, std::string> files() {
    for (const PackTable& table : pack_tables()) {
      const std::string file = table.name + ".csv";
      if (std::filesystem::exists(path(file))) write_table(table, file);
    }
    for (const char* file : {"history.csv", "scoring.csv"}) without_split(file);
    for (const char* file : {"columns.csv", "parameters.yaml", "national_history.csv", "SOURCES.md", "pack.yaml"})
      if (const SourceText* source = opened(file)) files_[file] = std::string(source->text());
    if (files_.contains("pack.yaml")) edit_manifest(files_["pack.yaml"]);
    files_["SOURCES.md"] += sources();
    return std::move(files_);
  }

 private:
  // A place of the new pack: a region of the old one, or part of it.
  struct NewRegion {
    std::size_t region, part;
    const Divided* of;

    [[nodiscard]] const SplitPlace* place() const { return of == nullptr ? nullptr : &of->split->places[part]; }
    [[nodiscard]] bool is_rest() const { return of != nullptr && part + 1 == of->size(); }
  };

  std::string path(const std::string& file) const { return (std::filesystem::path(pack_.folder) / file).string(); }

  const SourceText* opened(const std::string& file) {
    return std::filesystem::exists(path(file)) ? diagnostics_.open(path(file), largest_csv) : nullptr;
  }

  const std::string& code(const NewRegion& r) const {
    return r.of == nullptr ? pack_.regions[r.region].code : r.place()->code;
  }

  // ---- shares -------------------------------------------------------------------------------------------------------

  // As given; places without a number have their part of `otherwise`, the rest what is left.
  static Parts given(const SplitRegion& region, const std::string& column, const Parts& otherwise) {
    Parts parts = otherwise;
    double others = 0;
    bool is_given = false;
    for (std::size_t p = 0; p + 1 < parts.size(); ++p) {
      if (const double* share = region.places[p].number(column)) parts[p] = *share, is_given = true;
      others += parts[p];
    }
    if (is_given) parts.back() = std::max(0.0, 1 - others);
    return normalised(parts, otherwise);
  }

  Divided divide(const SplitRegion& region) {
    Divided d;
    d.split = &region;
    d.region = RegionId(region.region);
    Parts people(region.places.size(), 0.0);
    people.back() = 1;
    people = given(region, "population", people);
    divide_people(d, people);
    divide_land(d);
    divide_value_added(d);
    divide_employment(d);
    divide_budgets(d);
    divide_use(d);
    divide_migrants(d);
    return d;
  }

  void divide_people(Divided& d, const Parts& wanted) {
    const SplitRegion& region = *d.split;
    const double urban = pack_.urban[d.region], rural = pack_.rural[d.region], all = urban + rural;
    double urban_left = urban, rural_left = rural;
    for (std::size_t p = 0; p + 1 < region.places.size(); ++p) {
      const double* share = region.places[p].number("urban");
      const double here = std::round(all * wanted[p]);
      d.urban_persons.push_back(std::round(here * (share != nullptr ? *share : urban / all)));
      d.rural_persons.push_back(here - d.urban_persons.back());
      urban_left -= d.urban_persons.back();
      rural_left -= d.rural_persons.back();
    }
    if (urban_left < 0 || rural_left < 0)
      diagnostics_.error(region.places.front().row,
                         fmt::format("the places of '{}' have more {} residents together than the region",
                                     pack_.regions[region.region].code, urban_left < 0 ? "urban" : "rural"));
    d.urban_persons.push_back(std::max(0.0, urban_left));
    d.rural_persons.push_back(std::max(0.0, rural_left));
    for (std::size_t p = 0; p < region.places.size(); ++p) {
      d.people.push_back((d.urban_persons[p] + d.rural_persons[p]) / all);
      d.urban.push_back(urban > 0 ? d.urban_persons[p] / urban : d.people[p]);
      d.rural.push_back(rural > 0 ? d.rural_persons[p] / rural : d.people[p]);
    }
  }

  void divide_land(Divided& d) {
    const double all = pack_.regions[d.split->region].land_area;
    Parts land = d.people;
    double left = 1;
    for (std::size_t p = 0; p + 1 < d.size(); ++p) {
      if (const double* area = d.split->places[p].number("land_area")) land[p] = *area / all;
      left -= land[p];
    }
    land.back() = std::max(left, 1e-6);
    d.land = normalised(land, d.people);
  }

  [[nodiscard]] double value_added(RegionId r, IndustryId s) const {
    const PackAccounts& a = pack_.accounts;
    return std::max(0.0, a.labour_compensation(r, s) + a.net_production_tax(r, s) + a.depreciation(r, s) +
                             a.operating_surplus(r, s));
  }

  void divide_value_added(Divided& d) {
    const std::size_t places = d.size(), industries = pack_.industry_count();
    const Parts all = given(*d.split, "value_added", d.people);
    Matrix cells(slot(places), slot(industries));
    Margin columns(slot(industries));
    for (std::size_t s = 0; s < industries; ++s) {
      const PackIndustry& industry = pack_.industries[s];
      Parts parts = given(*d.split, industry.sector3, all);
      parts = given(*d.split, industry.class9, parts);
      parts = given(*d.split, industry.code, parts);
      columns[slot(s)] = value_added(d.region, id(s));
      for (std::size_t p = 0; p < places; ++p) cells(slot(p), slot(s)) = parts[p] * columns[slot(s)];
    }
    const bool has_total =
        std::ranges::any_of(d.split->places, [](const SplitPlace& p) { return p.number("value_added") != nullptr; });
    if (has_total) meet(d, cells, Margin(margin(all) * columns.sum()), columns, "value_added");
    d.gdp.assign(places, 0);
    for (std::size_t s = 0; s < industries; ++s) {
      Parts parts(places);
      for (std::size_t p = 0; p < places; ++p) parts[p] = cells(slot(p), slot(s));
      parts = normalised(parts, all);
      leave_small_cells(d, id(s), parts);
      for (std::size_t p = 0; p < places; ++p) d.gdp[p] += parts[p] * columns[slot(s)] / columns.sum();
      d.value_added.push_back(std::move(parts));
    }
  }

  void leave_small_cells(const Divided& d, IndustryId s, Parts& parts) const {
    const double output = pack_.accounts.gross_output(d.region, s), staff = pack_.accounts.employment(d.region, s);
    for (std::size_t p = 0; p + 1 < parts.size(); ++p)
      if (parts[p] * output < smallest_output || parts[p] * staff < smallest_staff) {
        parts.back() += parts[p];
        parts[p] = 0;
      }
  }

  // RAS, or an error where the shares that are given contradict each other.
  void meet(const Divided& d, Matrix& cells, const Margin& rows, const Margin& columns, const std::string& what) {
    constexpr double good_enough = 1e-7;
    const RasResult result = ras(cells, rows, columns, {.tolerance = 1e-10, .iterations = 20000});
    if (!(result.error < good_enough))
      diagnostics_.error(d.split->places.front().row,
                         fmt::format("'{}' of the places of '{}' does not fit their shares of industries: off by {} %",
                                     what, pack_.regions[d.split->region].code, shortest(100 * result.error)));
  }

  void divide_employment(Divided& d) {
    const std::size_t places = d.size(), industries = pack_.industry_count();
    d.employment.resize(slot(places), slot(industries));
    Margin columns(slot(industries));
    for (std::size_t s = 0; s < industries; ++s) {
      columns[slot(s)] = pack_.accounts.employment(d.region, id(s));
      for (std::size_t p = 0; p < places; ++p) d.employment(slot(p), slot(s)) = d.value_added[s][p] * columns[slot(s)];
    }
    const Parts wanted = given(*d.split, "employment", d.people);
    meet(d, d.employment, Margin(margin(wanted) * columns.sum()), columns, "employment");
    for (std::size_t s = 0; s < industries; ++s) {  // whole persons, and nothing is made without one
      double left = columns[slot(s)];
      for (std::size_t p = 0; p + 1 < places; ++p) {
        double& staff = d.employment(slot(p), slot(s));
        staff = d.value_added[s][p] > 0 ? std::max(1.0, std::round(staff)) : 0;
        left -= staff;
      }
      d.employment(slot(places - 1), slot(s)) = left;
      if (pack_.accounts.gross_output(d.region, id(s)) > 0 && d.value_added[s].back() > 0 && left < 1)
        diagnostics_.error(d.split->places.back().row,
                           fmt::format("the rest of '{}' makes {} and has no workers left for it",
                                       pack_.regions[d.split->region].code, in_quotes(pack_.industries[s].code)));
    }
  }

  void divide_budgets(Divided& d) {
    const std::size_t places = d.size();
    const PackAccounts& a = pack_.accounts;
    d.pay.assign(places, 0);
    d.surplus.assign(places, 0);
    for (std::size_t s = 0; s < pack_.industry_count(); ++s)
      for (std::size_t p = 0; p < places; ++p) {
        d.pay[p] += d.value_added[s][p] * a.labour_compensation(d.region, id(s));
        d.surplus[p] += d.value_added[s][p] * std::max(0.0, a.operating_surplus(d.region, id(s)));
      }
    d.pay = normalised(d.pay, d.people);
    d.surplus = normalised(d.surplus, d.gdp);
    d.budget.resize(places);
    d.networks.resize(places);
    d.income.resize(places);
    double mean = 0;
    for (std::size_t p = 0; p < places; ++p) {
      d.budget[p] = 0.5 * (d.people[p] + d.gdp[p]);
      d.networks[p] = 0.5 * (d.land[p] + d.gdp[p]);
      d.income[p] = portable::pow(std::max(d.pay[p], least_pay) / std::max(d.people[p], least_pay), income_elasticity);
      mean += d.income[p] * d.people[p];
    }
    for (double& x : d.income) x /= mean;
    const PackGovernment& g = pack_.government;
    const RegionId r = d.region;
    const double own = g.indirect_tax[r] + g.corporate_tax[r] + g.personal_tax[r] + g.nontax[r];
    const double spent = own + g.transfer_rebate[r] + g.transfer_general[r] + g.transfer_special[r];
    d.taxed.resize(places);
    d.transfers.resize(places);
    for (std::size_t p = 0; p < places; ++p) {
      d.taxed[p] = (g.indirect_tax[r] + g.nontax[r]) * d.gdp[p] + g.corporate_tax[r] * d.surplus[p] +
                   g.personal_tax[r] * d.pay[p];
      d.transfers[p] = std::max(d.budget[p] * spent - d.taxed[p], least_transfer * d.budget[p] * spent);
    }
    d.taxed = normalised(d.taxed, d.gdp);
    d.transfers = normalised(d.transfers, d.budget);
  }

  void divide_use(Divided& d) {
    const std::size_t places = d.size(), industries = pack_.industry_count();
    const PackAccounts& a = pack_.accounts;
    Parts urban(places), rural(places);
    for (std::size_t p = 0; p < places; ++p) {
      urban[p] = d.urban[p] * d.income[p];
      rural[p] = d.rural[p] * d.income[p];
    }
    d.urban_use = normalised(urban, d.people);
    d.rural_use = normalised(rural, d.people);
    d.investment = given(*d.split, "investment", d.gdp);
    for (std::size_t g = 0; g < industries; ++g) {
      Parts use(places, 0.0);
      for (std::size_t p = 0; p < places; ++p) {
        use[p] = a.consumption_urban(d.region, id(g)) * d.urban_use[p] +
                 a.consumption_rural(d.region, id(g)) * d.rural_use[p] +
                 a.government_consumption(d.region, id(g)) * d.budget[p] +
                 a.investment(d.region, id(g)) * d.investment[p];
        for (std::size_t s = 0; s < industries; ++s)
          use[p] += pack_.intermediate(d.region, id(g), id(s)) * d.value_added[s][p];
      }
      d.demand.push_back(normalised(use, d.people));
    }
  }

  // What a place sends out and takes in is what its part of the region's trade with others is, and what gravity, by
  // which the base year will link all regions, sends between places beside it.
  void divide_trade() {
    const std::size_t n = places_.size();
    Matrix km(slot(n), slot(n));
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t j = 0; j < n; ++j)
        km(slot(i), slot(j)) = std::max(way(places_[i], places_[j], pack_.distance), shortest_km);
    for (auto& [r, d] : divided_) d.outflow = d.inflow = Matrix::Zero(slot(d.size()), slot(pack_.industry_count()));
    for (std::size_t g = 0; g < pack_.industry_count(); ++g) {
      Margin sent(slot(n)), bought(slot(n));
      for (std::size_t i = 0; i < n; ++i) {
        const NewRegion& r = places_[i];
        const auto of = RegionId(r.region);
        sent[slot(i)] = pack_.accounts.outflow(of, id(g)) * (r.of == nullptr ? 1 : r.of->value_added[g][r.part]);
        bought[slot(i)] = pack_.accounts.inflow(of, id(g)) * (r.of == nullptr ? 1 : r.of->demand[g][r.part]);
      }
      const double fall = -pack_.industries[g].gravity_elasticity;
      const auto [out, in] = with_inside(km.unaryExpr([&](double x) { return portable::pow(x, fall); }), sent, bought);
      for (std::size_t i = 0; i < n; ++i)
        if (const NewRegion& r = places_[i]; r.of != nullptr) {
          divided_.at(r.region).outflow(slot(r.part), slot(g)) = out[slot(i)];
          divided_.at(r.region).inflow(slot(r.part), slot(g)) = in[slot(i)];
        }
    }
  }

  // Trade with other regions, and beside it what goes between places of a region, until one fits the other.
  std::pair<Margin, Margin> with_inside(const Matrix& kernel, const Margin& sent, const Margin& bought) const {
    constexpr int rounds = 12;
    Margin out = sent, in = bought;
    for (int round = 0; round < rounds && out.sum() > 0 && in.sum() > 0; ++round) {
      Matrix flows = kernel;
      flows.matrix().diagonal().setZero();
      ras(flows, out, Margin(in * (out.sum() / in.sum())), {.tolerance = 1e-9, .iterations = 200});
      out = sent;
      in = bought;
      for (std::size_t i = 0; i < places_.size(); ++i)
        for (std::size_t j = 0; j < places_.size(); ++j)
          if (places_[i].region == places_[j].region) {
            out[slot(i)] += flows(slot(i), slot(j));
            in[slot(j)] += flows(slot(i), slot(j));
          }
    }
    return {out, in};
  }

  void divide_migrants(Divided& d) {
    const std::size_t places = d.size();
    double arrived = 0, left = 0;
    for (std::size_t r = 0; r < pack_.region_count(); ++r) {
      if (pack_.migrants.values().empty()) break;
      arrived += pack_.migrants(RegionId(r), d.region);
      left += pack_.migrants(d.region, RegionId(r));
    }
    const double all = pack_.urban[d.region] + pack_.rural[d.region], registered = all - arrived + left;
    d.arrivals = given(*d.split, "arrivals", d.gdp);
    Parts at_home(places);  // who would be registered if nobody had moved inside the region, departures by people
    for (std::size_t p = 0; p < places; ++p)
      at_home[p] = std::max(0.0, all * d.people[p] - arrived * d.arrivals[p] + left * d.people[p]);
    d.registered = given(*d.split, "registered", normalised(at_home, d.people));
    d.inside = Matrix::Zero(slot(places), slot(places));
    Parts more(places);
    double gained = 0;
    for (std::size_t p = 0; p < places; ++p) {
      more[p] = all * d.people[p] - registered * d.registered[p] - arrived * d.arrivals[p] + left * d.registered[p];
      gained += std::max(0.0, more[p]);
    }
    for (std::size_t p = 0; p < places; ++p)
      for (std::size_t q = 0; q < places; ++q)
        if (more[p] < 0 && more[q] > 0) d.inside(slot(p), slot(q)) = std::round(-more[p] * more[q] / gained);
  }

  // ---- distances ----------------------------------------------------------------------------------------------------

  struct Point {
    double latitude, longitude;
  };
  Point point(std::size_t region, const SplitPlace* place) const {
    const PackRegion& r = pack_.regions[region];
    const double* latitude = place == nullptr ? nullptr : place->number("latitude");
    const double* longitude = place == nullptr ? nullptr : place->number("longitude");
    return {latitude != nullptr ? *latitude : r.latitude, longitude != nullptr ? *longitude : r.longitude};
  }
  static double between(Point a, Point b) {
    return std::max(nearest_km, straight(a.latitude, a.longitude, b.latitude, b.longitude));
  }

  // The region to which a way from this one is shortest: what ways inside it are scaled by.
  std::size_t neighbour(std::size_t region) const {
    std::size_t best = region == 0 && pack_.region_count() > 1 ? 1 : 0;
    for (std::size_t r = 0; r < pack_.region_count(); ++r)
      if (r != region &&
          pack_.distance(RegionId(region), RegionId(r)) < pack_.distance(RegionId(region), RegionId(best)))
        best = r;
    return best;
  }

  double inside_distance(const Divided& d, std::size_t p, std::size_t q) const {
    const std::size_t r = d.split->region;
    if (p == q) return pack_.distance(d.region, d.region) * std::sqrt(d.land[p]);
    const std::size_t n = neighbour(r);
    const double detour =
        n == r ? 1 : pack_.distance(d.region, RegionId(n)) / between(point(r, nullptr), point(n, nullptr));
    return detour * between(point(r, &d.split->places[p]), point(r, &d.split->places[q]));
  }

  // A measure of the way from one place to another: scaled with the great circle between regions; inside a region it is
  // that of the way to the next region, per km, and in a place that of the region.
  double way(const NewRegion& a, const NewRegion& b, const Table<RegionId, RegionId, double>& values) const {
    const auto from = RegionId(a.region), to = RegionId(b.region);
    if (a.of == nullptr && b.of == nullptr) return values(from, to);
    if (a.region != b.region)
      return values(from, to) * between(point(a.region, a.place()), point(b.region, b.place())) /
             between(point(a.region, nullptr), point(b.region, nullptr));
    const double km = inside_distance(*a.of, a.part, b.part);
    if (a.part == b.part) return values(from, from) * km / pack_.distance(from, from);
    const auto next = RegionId(neighbour(a.region));
    return values(from, next) * km / pack_.distance(from, next);
  }

  // ---- tables -------------------------------------------------------------------------------------------------------

  void write_table(const PackTable& table, const std::string& file) {
    const auto csv = read_csv(opened(file), diagnostics_);
    if (!csv) return;
    std::string& out = files_[file];
    for (std::size_t i = 0; i < csv->header.size(); ++i) out += (i > 0 ? "," : "") + csv_field(csv->header[i].text);
    out += "\n";
    if (table.keys.front().second != PackKey::region) {
      for (const auto& row : csv->rows) copy(row, out);
    } else if (table.name == "adjacency") {
      adjacency(out);
    } else if (table.keys.size() > 1 && table.keys[1].second == PackKey::region) {
      pairs(table, *csv, out);
    } else {
      for (const auto& row : csv->rows) of_region(table, *csv, row, out);
    }
  }

  static void copy(const std::vector<CsvField>& row, std::string& out) {
    for (std::size_t i = 0; i < row.size(); ++i) out += (i > 0 ? "," : "") + field_of(row[i].text);
    out += "\n";
  }

  const Divided* divided(const std::string& code) const {
    for (const auto& [r, d] : divided_)
      if (pack_.regions[r].code == code) return &d;
    return nullptr;
  }

  // The rows of the places for the row of their region.
  void of_region(const PackTable& table, const CsvTable& csv, const std::vector<CsvField>& row, std::string& out) {
    const Divided* d = divided(row.front().text);
    if (d == nullptr) return copy(row, out);
    std::vector<std::vector<std::string>> fields(d->size());
    for (std::size_t i = 0; i < row.size(); ++i) {
      const std::string& column = csv.header[i].text;
      const std::vector<std::string> texts = i == 0 ? codes(*d) : parts_of(*d, table.name, column, row, i);
      for (std::size_t p = 0; p < d->size(); ++p) fields[p].push_back(texts[p]);
    }
    for (const auto& place : fields)
      for (std::size_t i = 0; i < place.size(); ++i) out += place[i] + (i + 1 < place.size() ? "," : "\n");
  }

  static std::vector<std::string> codes(const Divided& d) {
    std::vector<std::string> out;
    for (const SplitPlace& place : d.split->places) out.push_back(place.code);
    return out;
  }

  std::vector<std::string> parts_of(const Divided& d, const std::string& table, const std::string& column,
                                    const std::vector<CsvField>& row, std::size_t i) {
    const std::string& text = row[i].text;
    if (table == "regions") return labels(d, column, text);
    const std::vector<std::string> same(d.size(), field_of(text));
    const auto value = parse_number(text);
    if (!value) return same;
    const auto numbers = [](const auto& values, double scale = 1) {
      std::vector<std::string> out;
      for (const double x : values) out.push_back(digits(x * scale));
      return out;
    };
    if (table == "accounts" || table == "intermediate") {
      const std::size_t s = pack_industry(row[1].text);
      if (s == pack_.industry_count()) return same;
      if (table == "intermediate") {
        const std::size_t user = pack_industry(column);
        return user == pack_.industry_count() ? same : numbers(apportioned(*value, d.value_added[user], 1e-6));
      }
      constexpr double million = 1e6;
      if (column == "employment") return numbers(Margin(d.employment.col(slot(s))));
      if (column == "outflow") return numbers(Margin(d.outflow.col(slot(s)) / million));
      if (column == "inflow") return numbers(Margin(d.inflow.col(slot(s)) / million));
      return numbers(apportioned(*value, account(d, column, s), 1e-6));
    }
    if (table == "population" && column == "urban") return numbers(d.urban_persons);
    if (table == "population" && column == "rural") return numbers(d.rural_persons);
    if (table == "age") return numbers(apportioned(*value, d.people, 1e-6));
    if (table == "households") {
      std::vector<double> here(d.income);
      for (double& x : here) x = std::round(x * *value);
      return numbers(here);
    }
    if (const auto special = std::ranges::find(special_area_names(), column); special != special_area_names().end())
      return numbers(special_shares(d, column, *value));
    if (column == "seaport") return numbers(seaports(d, *value));
    const Parts* parts = of_column(d, column);
    return parts == nullptr ? same : numbers(apportioned(*value, *parts, 1e-6));
  }

  std::size_t pack_industry(const std::string& code) const {
    const auto found = std::ranges::find(pack_.industries, code, &PackIndustry::code);
    return static_cast<std::size_t>(found - pack_.industries.begin());
  }

  static const Parts& account(const Divided& d, const std::string& column, std::size_t s) {
    return column == "consumption_urban"        ? d.urban_use
           : column == "consumption_rural"      ? d.rural_use
           : column == "government_consumption" ? d.budget
           : column == "investment"             ? d.investment
           : column == "import"                 ? d.demand[s]
                                                : d.value_added[s];
  }

  // Of government, functions and space: what a column goes by; null where places are like their region.
  const Parts* of_column(const Divided& d, const std::string& column) const {
    const auto made = [&](const char* role) -> const Parts* {
      const std::size_t s = pack_.industry_with_role(role);
      return s < pack_.industry_count() ? &d.value_added[s] : &d.gdp;
    };
    if (column == "indirect_tax" || column == "nontax" || column == "debt" || column == "so2") return &d.gdp;
    if (column == "corporate_tax") return &d.surplus;
    if (column == "personal_tax") return &d.pay;
    if (column.starts_with("expenditure_") || column == "cod") return &d.budget;
    if (column.starts_with("transfer_")) return &d.transfers;
    if (column == "remitted") return &d.taxed;
    if (column == "grain_output" || column == "sown_area" || column == "farmland") return made("agriculture");
    if (column == "coal_output") return made("coal");
    if (column.starts_with("electricity_")) return made("electricity");
    if (column == "rd_spending") return made("research");
    if (column == "expressway" || column == "railway" || column == "highway") return &d.networks;
    if (column == "port_throughput") return &d.gdp;
    return nullptr;
  }

  // Of the people of each place; the rest has who is left, or the mean where the places say more than there are.
  static std::vector<double> special_shares(const Divided& d, const std::string& column, double mean) {
    std::vector<double> out(d.size(), mean);
    double left = mean;
    for (std::size_t p = 0; p + 1 < d.size(); ++p) {
      if (const double* share = d.split->places[p].number(column)) out[p] = *share;
      left -= out[p] * d.people[p];
    }
    out.back() = d.people.back() > 0 ? std::clamp(left / d.people.back(), 0.0, 1.0) : mean;
    return out;
  }

  static std::vector<double> seaports(const Divided& d, double mean) {
    std::vector<double> out(d.size(), mean);
    for (std::size_t p = 0; p < d.size(); ++p)
      if (const double* flag = d.split->places[p].number("seaport")) out[p] = *flag > 0 ? 1 : 0;
    return out;
  }

  std::vector<std::string> labels(const Divided& d, const std::string& column, const std::string& text) {
    std::vector<std::string> out;
    for (std::size_t p = 0; p < d.size(); ++p) {
      const SplitPlace& place = d.split->places[p];
      const bool is_rest = p + 1 == d.size();
      std::string here = place.word(column, text);
      if (const double* number = place.number(column)) here = digits(*number);
      if (column == "land_area") here = digits(pack_.regions[d.split->region].land_area * d.land[p]);
      if (column == "name_zh" || column == "name_full_zh")
        here = place.word(column, place.word("name_zh", place.word("name_en", text)));
      if (column == "areas") here = areas(d, place, text);
      if (!is_rest && (column == "tile_row" || column == "tile_col") && place.number(column) == nullptr)
        here = free_tile(d, p, column == "tile_row");
      out.push_back(field_of(here));
    }
    return out;
  }

  // Groups of the region, or those of the place, and the region itself, which stays a name for all its places.
  std::string areas(const Divided& d, const SplitPlace& place, const std::string& text) const {
    const std::string groups = place.word("areas", text);
    std::string out;
    for (const std::string_view group : split(groups, '|'))
      if (const std::string_view key = split(group, ':').front(); !key.empty() && key != "-")
        out += fmt::format("{}|", key);
    return out + pack_.regions[d.split->region].code;
  }

  // Below the map, place after place.
  std::string free_tile(const Divided& d, std::size_t p, bool is_row) const {
    int last = 0;
    for (const PackRegion& r : pack_.regions) last = std::max(last, r.tile_row);
    std::size_t before = p;
    for (const auto& [r, other] : divided_)
      if (r < d.split->region) before += other.size() - 1;
    return std::to_string(is_row ? static_cast<std::size_t>(last) + 2 + before / tiles_a_row : before % tiles_a_row);
  }

  // ---- pairs of regions ---------------------------------------------------------------------------------------------

  void pairs(const PackTable& table, const CsvTable& csv, std::string& out) {
    for (const NewRegion& a : places_)
      for (const NewRegion& b : places_) {
        if (&a == &b && table.rows == PackRows::pairs) continue;
        out += csv_field(code(a)) + "," + csv_field(code(b));
        for (std::size_t i = 2; i < csv.header.size(); ++i) {
          const std::string& column = csv.header[i].text;
          const double value = table.name == "migrants"          ? migrants(a, b)
                               : table.name == "migration_flows" ? moves(a, b)
                               : column == "road_time"           ? way(a, b, pack_.road_time)
                               : column == "rail_time"           ? way(a, b, pack_.rail_time)
                               : column == "travel_cost"         ? way(a, b, pack_.travel_cost)
                                                                 : way(a, b, pack_.distance);
          out += "," + digits(value);
        }
        out += "\n";
      }
  }

  static double part(const NewRegion& r, Parts Divided::*parts) { return r.of == nullptr ? 1 : (r.of->*parts)[r.part]; }

  double migrants(const NewRegion& hukou, const NewRegion& residence) const {
    if (hukou.of != nullptr && hukou.region == residence.region)
      return hukou.of->inside(slot(hukou.part), slot(residence.part));
    return std::round(pack_.migrants(RegionId(hukou.region), RegionId(residence.region)) *
                      part(hukou, &Divided::registered) * part(residence, &Divided::arrivals));
  }

  // Moves of five years. Between regions by where migrants come from and live, half each, as many of them go back;
  // inside a region as often as its migrants from elsewhere moved.
  double moves(const NewRegion& from, const NewRegion& to) const {
    if (from.of != nullptr && from.region == to.region) {
      const auto r = RegionId(from.region);
      double moved = 0, settled = 0;
      for (std::size_t q = 0; q < pack_.region_count(); ++q) {
        if (RegionId(q) == r || pack_.migrants.values().empty()) continue;
        moved += pack_.migration_flows(RegionId(q), r) + pack_.migration_flows(r, RegionId(q));
        settled += pack_.migrants(RegionId(q), r) + pack_.migrants(r, RegionId(q));
      }
      const double rate = settled > 0 ? moved / settled / (1 + returns) : 0;
      return std::round(rate * (from.of->inside(slot(from.part), slot(to.part)) +
                                returns * from.of->inside(slot(to.part), slot(from.part))));
    }
    const double leaving = (part(from, &Divided::registered) + part(from, &Divided::arrivals)) / 2;
    const double coming = (part(to, &Divided::registered) + part(to, &Divided::arrivals)) / 2;
    return std::round(pack_.migration_flows(RegionId(from.region), RegionId(to.region)) * leaving * coming);
  }

  void adjacency(std::string& out) {
    // Whether a place says, or does not deny, that it borders on another.
    const auto allows = [&](const NewRegion& a, const NewRegion& b) {
      if (a.of == nullptr || !a.place()->words.contains("neighbours")) return true;
      for (const std::string_view name : split(a.place()->words.at("neighbours"), '|'))
        if (trimmed(name) == code(b) || trimmed(name) == pack_.regions[b.region].code) return true;
      return false;
    };
    for (const NewRegion& a : places_)
      for (const NewRegion& b : places_)
        if (&a != &b && (a.region == b.region || pack_.adjacent(RegionId(a.region), RegionId(b.region)) > 0) &&
            allows(a, b) && allows(b, a))
          out += csv_field(code(a)) + "," + csv_field(code(b)) + "\n";
  }

  // ---- the other files ----------------------------------------------------------------------------------------------

  // What happened in a place nobody has measured.
  void without_split(const std::string& file) {
    const auto csv = std::filesystem::exists(path(file)) ? read_csv(opened(file), diagnostics_) : std::nullopt;
    if (!csv) return;
    std::string& out = files_[file];
    copy(csv->header, out);
    for (const auto& row : csv->rows)
      if (divided(row.front().text) == nullptr) copy(row, out);
  }

  void edit_manifest(std::string& text) const {
    const auto line = [&](const std::string& key) {
      const std::size_t at = text.starts_with(key) ? 0 : text.find("\n" + key);
      return at == 0 || at == std::string::npos ? at : at + 1;
    };
    const auto replace = [&](const std::string& key, const std::string& with) {
      const std::size_t at = line(key), end = at == std::string::npos ? at : text.find('\n', at);
      if (end != std::string::npos) text.replace(at, end - at, with);
    };
    std::string areas;
    for (const auto& [r, d] : divided_) {
      const Label& label = pack_.regions[r].name;
      areas += fmt::format("  {}: {{en: {}, zh: {}}}\n", pack_.regions[r].code, in_double_quotes(label.en),
                           in_double_quotes(label.zh));
    }
    for (const auto& [key, label] : new_groups())
      areas += fmt::format("  {}: {{en: {}, zh: {}}}\n", key, in_double_quotes(label.en), in_double_quotes(label.zh));
    replace("name:", "name: " + name_);
    replace("title:",
            fmt::format("title: {{en: {}, zh: {}}}",
                        in_double_quotes(fmt::format("{}, in {} regions and places", pack_.country.en, places_.size())),
                        in_double_quotes(fmt::format("{}（{}个地区）", pack_.country.zh, places_.size()))));
    replace("areas: {}", "areas:");
    if (const std::size_t roles = line("roles:"); roles != std::string::npos) text.insert(roles, areas);
  }

  // Groups that the places name for the first time, with their names.
  std::map<std::string, Label> new_groups() const {
    std::map<std::string, Label> found;
    for (const NewRegion& r : places_) {
      if (r.of == nullptr) continue;
      const std::string groups = r.place()->word("areas", "");
      for (const std::string_view group : split(groups, '|'))
        if (const auto names = split(group, ':'); names.size() == 3)
          found[std::string(names[0])] = {std::string(names[1]), std::string(names[2])};
    }
    return found;
  }

  std::string sources() const {
    std::string out = fmt::format(
        "\n## Places\n\nMade from `{}` by `jiuzhou pack split`. Shares are of the region; what is not given follows "
        "rules (sim/pack/split_pack.cpp). History is left out for regions that are split.\n\n"
        "| place | of | persons | value added | status | source |\n|---|---|---|---|---|---|\n",
        pack_.name);
    for (const NewRegion& r : places_)
      if (r.of != nullptr)
        out += fmt::format("| {} {} | {} | {:.1f} % | {:.1f} % | {} | {} |\n", code(r), r.place()->word("name_en", ""),
                           pack_.regions[r.region].code, 100 * r.of->people[r.part], 100 * r.of->gdp[r.part],
                           r.place()->word("status", ""), r.place()->word("source", ""));
    return out;
  }

  static Eigen::Index slot(std::size_t i) { return static_cast<Eigen::Index>(i); }
  static IndustryId id(std::size_t s) { return IndustryId(static_cast<std::uint32_t>(s)); }
  static Margin margin(const Parts& parts) {
    return Eigen::Map<const Margin>(parts.data(), static_cast<Eigen::Index>(parts.size()));
  }

  const Pack& pack_;
  std::string name_;
  Diagnostics& diagnostics_;
  std::map<std::size_t, Divided> divided_;  // by region
  std::vector<NewRegion> places_;           // of the new pack, in order
  std::map<std::string, std::string> files_;
};

}  // namespace

std::map<std::string, std::string> split_pack(const Pack& pack, const std::vector<SplitRegion>& places,
                                              const std::string& name, Diagnostics& diagnostics) {
  return Splitter(pack, places, name, diagnostics).files();
}

}  // namespace jiuzhou
