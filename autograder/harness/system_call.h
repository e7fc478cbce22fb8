// SPDX-License-Identifier: MIT
// System calls made directly: nothing that a test or a student interposes stands in between.
#ifndef AUTOGRADER_HARNESS_SYSTEM_CALL_H_
#define AUTOGRADER_HARNESS_SYSTEM_CALL_H_

#include <sys/syscall.h>

#include <cerrno>

namespace lockstep::harness {

// The kernel's result: below 0 is an error number.
inline long system_call(long number, long a = 0, long b = 0, long c = 0, long d = 0) {
  long result = number;
  register long fourth asm("r10") = d;
  asm volatile("syscall"
               : "+a"(result)
               : "D"(a), "S"(b), "d"(c), "r"(fourth)
               : "rcx", "r11", "memory");
  return result;
}

// Ends the process without a word.
[[noreturn]] inline void give_up() {
  for (;;) system_call(SYS_exit_group, 70);
}

// Reads to the end and closes. Returns how much came; gives up when it is not there or does not
// fit.
inline long read_all(int fd, char* to, long most) {
  long got = 0;
  for (;;) {
    const long n = system_call(SYS_read, fd, reinterpret_cast<long>(to + got), most - got);
    if (n == -EINTR) continue;
    if (n < 0 || got == most) give_up();
    if (n == 0) break;
    got += n;
  }
  system_call(SYS_close, fd);
  return got;
}

}  // namespace lockstep::harness

#endif  // AUTOGRADER_HARNESS_SYSTEM_CALL_H_
