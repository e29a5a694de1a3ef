// Household accounts: what their members earn, save and buy.
#pragma once

#include <cstdint>

#include "sim/base/column.hpp"
#include "sim/base/declare.hpp"

namespace jiuzhou {

// Household accounts: (region, settlement, class).
struct Households {
  Column<HouseholdId, double> smoothed_income;
  Column<HouseholdId, double> propensity;
  Column<HouseholdId, double> dwelling_propensity;
  Column<HouseholdId, double> remittance_rate;
  Column<HouseholdId, double> ownership;
  Column<HouseholdId, double> income;
  Column<HouseholdId, std::int64_t> persons;
  Table<RegionId, IndustryId, double> basket_urban, basket_rural;
  Table<RegionId, IndustryId, double> basket_public, basket_investment;
  Column<RegionId, double> base_consumption_urban, base_consumption_rural;

  void declare(auto& column) {
    column("smoothed_income", smoothed_income,
           {.unit = "yuan/person/quarter", .doc = "smoothed disposable income per head"});
    column("propensity", propensity, {.unit = "share", .doc = "consumption out of smoothed income"});
    column("dwelling_propensity", dwelling_propensity,
           {.unit = "share", .min = 0, .doc = "dwellings out of smoothed income"});
    column("remittance_rate", remittance_rate,
           {.unit = "share of wages", .doc = "remittances received (+) or sent (-)"});
    column("ownership", ownership, {.unit = "weight/person", .min = 0, .doc = "weight of a member in capital income"});
    column("income", income, {.unit = "yuan/quarter", .doc = "disposable income last quarter"});
    column("persons", persons, {.unit = "person", .min = 0, .doc = "members"});
    column("basket_urban", basket_urban, {.unit = "share", .doc = "urban consumption by good, base year"});
    column("basket_rural", basket_rural, {.unit = "share", .doc = "rural consumption by good, base year"});
    column("basket_public", basket_public, {.unit = "share", .doc = "government consumption by good"});
    column("basket_investment", basket_investment, {.unit = "share", .doc = "investment by good"});
    column("base_consumption_urban", base_consumption_urban,
           {.unit = "real yuan/person/quarter", .doc = "urban consumption per head, base year"});
    column("base_consumption_rural", base_consumption_rural,
           {.unit = "real yuan/person/quarter", .doc = "rural consumption per head, base year"});
  }
};

}  // namespace jiuzhou
