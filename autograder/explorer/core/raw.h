// SPDX-License-Identifier: MIT
// System calls and the environment without the C library: nothing here is intercepted by TSan,
// so it can be used between two threads without adding an edge that hides a race.
#pragma once

namespace lockstep::explorer {

// The kernel's answer: -errno on failure.
inline long raw_syscall(long number, long a = 0, long b = 0, long c = 0, long d = 0, long e = 0,
                        long f = 0) {
  long result;
  register long r10 asm("r10") = d;
  register long r8 asm("r8") = e;
  register long r9 asm("r9") = f;
  asm volatile("syscall"
               : "=a"(result)
               : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
               : "rcx", "r11", "memory");
  return result;
}

// The value of an environment variable, or null.
const char* environment(const char* name);

// Zeroed memory from the kernel; ends the process if there is none.
void* map_memory(unsigned long size);

}  // namespace lockstep::explorer
