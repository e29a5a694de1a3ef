// Asked to stop: the first SIGINT, SIGTERM, SIGUSR1 or SIGHUP (its terminal is gone) asks for an end, the second of a
// kind ends the program. A run ends after its quarter; every other loop that may be long leaves where it is, and what it
// was writing is taken away.
#pragma once

#include <stdexcept>

namespace jiuzhou {

struct Stopped : std::runtime_error {
  Stopped() : std::runtime_error("stopped on request") {}
};

// A limit of the size of files is an error of writing that has a reason, not a signal that ends the program. Before all
// else.
void tame_limits();
void listen_for_stop();
bool stop_requested();
void leave_if_stopped();  // throws Stopped

}  // namespace jiuzhou
