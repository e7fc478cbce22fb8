// SPDX-License-Identifier: MIT
// See raw.h.
#include "autograder/explorer/core/raw.h"

#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace lockstep::explorer {

const char* environment(const char* name) {
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const char* text = *entry;
    const char* wanted = name;
    while (*wanted != '\0' && *text == *wanted) ++text, ++wanted;
    if (*wanted == '\0' && *text == '=') return text + 1;
  }
  return nullptr;
}

void* map_memory(unsigned long size) {
  long address = raw_syscall(SYS_mmap, 0, static_cast<long>(size), PROT_READ | PROT_WRITE,
                             MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (address < 0 && address > -4096) {
    static const char text[] = "lockstep explorer: no memory\n";
    raw_syscall(SYS_write, 2, reinterpret_cast<long>(text), sizeof text - 1);
    raw_syscall(SYS_exit_group, 2);
  }
  return reinterpret_cast<void*>(address);
}

}  // namespace lockstep::explorer
