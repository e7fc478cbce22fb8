// SPDX-License-Identifier: MIT
// ThreadSanitizer begins by clearing 10 MB of its own variables, which are clear: 2,600 of the
// 4,600 page faults that a process has before main(), a third of what its start costs, and pages
// that each fork copies. The linker's --wrap puts this in front of the function that does it.
#include <cstddef>

extern "C" {

// The linker's: variables that the program file does not hold lie between these two.
extern char __bss_start[] __attribute__((visibility("hidden")));
extern char _end[] __attribute__((visibility("hidden")));

void* __real___sanitizer_internal_memset(void* to, int byte, std::size_t size);

}  // extern "C"

namespace {

// Before the first initialiser nobody has written to a variable of the program's. Volatile, or the
// compiler sets it itself.
volatile bool begun = false;
__attribute__((constructor(101))) void begin() { begun = true; }

}  // namespace

extern "C" void* __wrap___sanitizer_internal_memset(void* to, int byte, std::size_t size) {
  constexpr std::size_t kMuch = 1 << 20;
  char* const first = static_cast<char*>(to);
  const bool is_clear = !begun && byte == 0 && first >= __bss_start && first + size <= _end;
  return is_clear && size >= kMuch ? to : __real___sanitizer_internal_memset(to, byte, size);
}
