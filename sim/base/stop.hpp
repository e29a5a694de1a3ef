// Requests to stop. The first SIGINT, SIGTERM, SIGUSR1 or SIGHUP (the terminal is gone) asks the program to stop; the
// second of the same kind kills it. A run stops at the end of its quarter; any other long loop stops where it is, and
// the file it was writing is removed.
#pragma once

#include <stdexcept>

namespace jiuzhou {

struct Stopped : std::runtime_error {
  Stopped() : std::runtime_error("stopped on request") {}
};

// Makes a limit on the size of files (ulimit -f) an error of writing with a reason, instead of a signal that kills the
// program. Called before anything else.
void tame_limits();
void listen_for_stop();
bool stop_requested();
void leave_if_stopped();  // throws Stopped

}  // namespace jiuzhou
