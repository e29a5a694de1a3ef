#pragma once

namespace jiuzhou {

// Asks for a cache line that a loop which jumps through memory will need soon.
inline void read_ahead(const void* at) {
  __builtin_prefetch(at);
}

}  // namespace jiuzhou
