#include "sim/commands/progress.hpp"

#include <fmt/core.h>
#include <unistd.h>

#include <cmath>
#include <cstdio>

namespace jiuzhou {

namespace {

std::string two_digits(long n) {
  return (n < 10 ? "0" : "") + std::to_string(n);
}

std::string rounded(double x, int digits) {
  const double scale = std::pow(10.0, digits);
  const auto whole = static_cast<long long>(std::llround(x * scale));
  const auto unit = static_cast<long long>(scale);
  std::string text = std::to_string(whole / unit);
  if (digits > 0) text += "." + std::to_string(whole % unit + unit).substr(1);
  return text;
}

std::string rate_text(double agents) {
  if (agents >= 1e9) return rounded(agents / 1e9, 1) + " billion agents/s";
  if (agents >= 1e6) return rounded(agents / 1e6, 1) + " million agents/s";
  if (agents >= 1e3) return rounded(agents / 1e3, 0) + " thousand agents/s";
  return rounded(agents, 0) + " agents/s";
}

}  // namespace

std::optional<ProgressMode> parse_progress_mode(const std::string& text) {
  if (text == "auto") return ProgressMode::automatic;
  if (text == "bar") return ProgressMode::bar;
  if (text == "lines") return ProgressMode::lines;
  if (text == "json") return ProgressMode::json;
  if (text == "none") return ProgressMode::none;
  return std::nullopt;
}

std::string duration_text(double seconds) {
  if (seconds < 60) return rounded(seconds, 1) + " s";
  const long whole = std::lround(seconds);
  if (whole < 3600) return fmt::format("{} min {} s", whole / 60, two_digits(whole % 60));
  return fmt::format("{} h {} min", whole / 3600, two_digits(whole % 3600 / 60));
}

Progress::Progress(ProgressMode mode, int quarters) : mode_(mode), quarters_(quarters) {
  if (mode_ == ProgressMode::automatic) mode_ = isatty(STDERR_FILENO) != 0 ? ProgressMode::bar : ProgressMode::lines;
}

Progress::~Progress() {
  close();
}

double Progress::seconds() const {
  return std::chrono::duration<double>(Clock::now() - start_).count();
}

void Progress::preparing(const std::string& what, bool takes_long) {
  if (mode_ == ProgressMode::json && takes_long) {
    std::printf("{\"done\": 0, \"quarters\": %d, \"seconds\": %s, \"preparing\": \"%s\"}\n", quarters_,
                rounded(seconds(), 3).c_str(), what.c_str());
    std::fflush(stdout);
  }
  if (mode_ == ProgressMode::lines && takes_long) std::fprintf(stderr, "%s\n", what.c_str());
  if (mode_ != ProgressMode::bar) return;
  std::fprintf(stderr, "\r\033[K%s", what.c_str());
  std::fflush(stderr);
  bar_open_ = true;
}

void Progress::begin(int quarters) {
  done_ = before_ = quarters;
  stepping_ = Clock::now();
  if (mode_ == ProgressMode::json) {
    std::printf("{\"done\": %d, \"quarters\": %d, \"seconds\": %s}\n", done_, quarters_, rounded(seconds(), 3).c_str());
    std::fflush(stdout);
  } else if (mode_ == ProgressMode::lines && seconds() >= 60) {
    std::fprintf(stderr, "ready after %s: %d of %d quarters\n", duration_text(seconds()).c_str(), done_, quarters_);
    shown_ = Clock::now();
  }
}

double Progress::left() const {
  return stepping() / (done_ - before_) * (quarters_ - done_);
}

void Progress::done(Quarter quarter, std::size_t agents, std::size_t stored) {
  ++done_;
  agent_quarters_ += static_cast<double>(agents);
  const double since = std::chrono::duration<double>(Clock::now() - shown_).count();
  const bool is_last = done_ == quarters_;
  if (mode_ == ProgressMode::json) {
    std::printf(
        "{\"quarter\": \"%s\", \"done\": %d, \"stored\": %zu, \"quarters\": %d, \"agents\": %zu, \"seconds\": %s, "
        "\"seconds_left\": %s}\n",
        quarter.text().c_str(), done_, stored, quarters_, agents, rounded(seconds(), 3).c_str(),
        rounded(left(), 1).c_str());
    std::fflush(stdout);
  } else if (mode_ == ProgressMode::bar && (since >= 0.1 || is_last)) {
    draw(quarter);
    shown_ = Clock::now();
  } else if (mode_ == ProgressMode::lines && since >= 60 && !is_last) {
    line(quarter);
    shown_ = Clock::now();
  }
}

double Progress::stepping() const {
  return std::chrono::duration<double>(Clock::now() - stepping_).count();
}

void Progress::draw(Quarter quarter) {
  constexpr int width = 24;
  const int filled = done_ * width / quarters_;
  const std::string bar =
      std::string(static_cast<std::size_t>(filled), '#') + std::string(static_cast<std::size_t>(width - filled), '.');
  std::fprintf(stderr, "\r\033[K%s [%s] %d of %d quarters, %s, %s left", quarter.text().c_str(), bar.c_str(), done_,
               quarters_, rate_text(agent_quarters_ / stepping()).c_str(), duration_text(left()).c_str());
  std::fflush(stderr);
  bar_open_ = true;
}

void Progress::line(Quarter quarter) {
  std::fprintf(stderr, "%s: %d of %d quarters, %s, %s left\n", quarter.text().c_str(), done_, quarters_,
               rate_text(agent_quarters_ / stepping()).c_str(), duration_text(left()).c_str());
}

void Progress::close() {
  if (bar_open_) std::fputs("\n", stderr);
  bar_open_ = false;
}

}  // namespace jiuzhou
