#include "sim/base/stop.hpp"

#include <atomic>
#include <csignal>

namespace jiuzhou {

namespace {

std::atomic<bool> requested = false;
static_assert(std::atomic<bool>::is_always_lock_free);  // so that a signal handler may set it and every thread see it

}  // namespace

void listen_for_stop() {
  struct sigaction action {};
  action.sa_handler = [](int) { requested = true; };
  action.sa_flags = static_cast<int>(SA_RESETHAND | SA_RESTART);
  sigemptyset(&action.sa_mask);
  for (const int signal : {SIGINT, SIGTERM, SIGUSR1, SIGHUP}) {
    struct sigaction before {};
    sigaction(signal, nullptr, &before);
    if (before.sa_handler != SIG_IGN) sigaction(signal, &action, nullptr);  // `nohup` and the like are obeyed
  }
  std::signal(SIGPIPE, SIG_IGN);  // the end of who reads the progress does not end the run
}

void tame_limits() {
  std::signal(SIGXFSZ, SIG_IGN);
}

bool stop_requested() {
  return requested;
}

void leave_if_stopped() {
  if (stop_requested()) throw Stopped();
}

}  // namespace jiuzhou
