// Asked to stop: the first SIGINT, SIGTERM or SIGUSR1 asks for an end after the quarter; a second one ends the program.
#pragma once

namespace jiuzhou {

void listen_for_stop();
bool stop_requested();

}  // namespace jiuzhou
