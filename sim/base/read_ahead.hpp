#pragma once

namespace jiuzhou {

// Reads   ahead of a loop that jumps through memory.
inline void read_ahead(const void* at) {
  __builtin_prefetch(at);
}

}  // namespace jiuzhou
