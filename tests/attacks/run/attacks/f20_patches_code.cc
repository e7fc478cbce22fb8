// expect: wrong result in Tally.AddsUp
// must not: change code that is there (F20)
#include <cstdint>
#include <sys/mman.h>

#include "tests/attacks/run/attempt.h"

bool attempt() {
  const auto page = reinterpret_cast<std::uintptr_t>(&attempt) & ~std::uintptr_t{4095};
  constexpr int kAll = PROT_READ | PROT_WRITE | PROT_EXEC;
  if (::mprotect(reinterpret_cast<void*>(page), 4096, kAll) == 0) return true;
  return ::mmap(nullptr, 4096, kAll, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED;
}
