#include "sim/instruments/instrument.hpp"

namespace jiuzhou {

std::map<std::string, InstrumentMaker>& instrument_catalogue() {
  static std::map<std::string, InstrumentMaker> catalogue;
  return catalogue;
}

ParameterList budget_parameter(double& money) {
  ParameterList list;
  list("budget", money,
       {.unit = "million yuan/year",
        .fallback = 0,
        .min = 0,
        .max = 1e8,
        .doc = "money that buys as much of it as its unit cost allows, in its place",
        .source = "scenario"});
  return list;
}

}  // namespace jiuzhou
