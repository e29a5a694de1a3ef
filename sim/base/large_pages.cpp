// Memory of large arrays comes in large pages where the system gives them on request: a step that jumps through
// gigabytes of records would else look up a page for every record (transparent huge pages, `madvise` in
// /sys/kernel/mm/transparent_hugepage/enabled). Replaces the global operator new and delete, so that every container
// has it.
// Measured at 1:4 in three pairs: a quarter takes 4 % less, building 14 % less, for 4 % more memory; beginning at 4 MiB
// instead of 16, two pairs at 1:1: another 7 % less for 0.2 % more memory (9 % more at 1:40). Checkers of memory keep
// their own operators.
#if !defined(__SANITIZE_ADDRESS__)
#include <cstddef>
#include <cstdlib>
#include <new>

#ifdef __linux__
#include <sys/mman.h>
#endif

namespace {

constexpr std::size_t large_page = std::size_t{1} << 21U;  // bytes
constexpr std::size_t large_array = 2 * large_page;  // staff and vacancies of a region at one agent per person are such

void* allocate(std::size_t bytes) noexcept {
#ifdef __linux__
  if (bytes >= large_array && bytes <= ~std::size_t{0} - large_page) {
    const std::size_t whole = (bytes + large_page - 1) / large_page * large_page;
    void* memory = std::aligned_alloc(large_page, whole);
    if (memory) madvise(memory, whole, MADV_HUGEPAGE);  // a wish: without it the pages are small
    return memory;
  }
#endif
  return std::malloc(bytes > 0 ? bytes : 1);
}

}  // namespace

void* operator new(std::size_t bytes) {
  for (;;) {
    if (void* memory = allocate(bytes)) return memory;
    const std::new_handler handler = std::get_new_handler();
    if (!handler) throw std::bad_alloc();
    handler();
  }
}

void operator delete(void* memory) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}
#endif
