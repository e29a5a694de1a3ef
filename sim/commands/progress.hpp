// How far a run is, for people and for programs.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "sim/base/calendar.hpp"

namespace jiuzhou {

enum class ProgressMode : std::uint8_t {
  automatic,  // bar on a terminal, else lines
  bar,        // on stderr, redrawn at most ten times a second
  lines,      // on stderr, one a minute: for logs
  json,       // on stdout, one object per quarter: a heartbeat for schedulers
  none
};

std::optional<ProgressMode> parse_progress_mode(const std::string& text);

class Progress {
 public:
  Progress(ProgressMode mode, int quarters);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  // Before begin(); logs show it only if it takes long.
  void preparing(const std::string& what, bool takes_long);
  void begin(int quarters);  // the first state is there, and so many quarters were done before
  // This quarter is computed and `stored` quarters are stored; one is stored while the next one is computed.
  void done(Quarter quarter, std::size_t agents, std::size_t stored);
  void close();                          // leaves the line of the bar
  [[nodiscard]] double seconds() const;  // since the start

 private:
  using Clock = std::chrono::steady_clock;
  void draw(Quarter quarter);
  void line(Quarter quarter);

  ProgressMode mode_;
  [[nodiscard]] double stepping() const;  // seconds since begin()
  [[nodiscard]] double left() const;      // seconds, at the present speed
  int quarters_, done_ = 0, before_ = 0;
  double agent_quarters_ = 0;
  Clock::time_point start_ = Clock::now(), stepping_ = start_, shown_ = start_;
  bool bar_open_ = false;
};

// "1 h 02 min", "3 min 05 s", "4.2 s".
std::string duration_text(double seconds);

}  // namespace jiuzhou
