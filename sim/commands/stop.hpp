// Asked to stop: the first SIGINT, SIGTERM, SIGUSR1 or SIGHUP (its terminal is gone) asks for an end after the quarter;
// the second of a kind ends the program.
#pragma once

namespace jiuzhou {

void listen_for_stop();
bool stop_requested();

}  // namespace jiuzhou
