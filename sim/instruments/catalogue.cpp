#include "sim/instruments/instrument.hpp"

namespace jiuzhou {

std::map<std::string, InstrumentMaker>& instrument_catalogue() {
  static std::map<std::string, InstrumentMaker> catalogue;
  return catalogue;
}

}  // namespace jiuzhou
