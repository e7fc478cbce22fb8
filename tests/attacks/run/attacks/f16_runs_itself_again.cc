// expect: wrong result in Tally.AddsUp
// must not: start itself again with a switched off race detector (F16, R12)
#include <cstdlib>
#include <unistd.h>

#include "tests/attacks/run/attempt.h"

bool attempt() {
  ::setenv("TSAN_OPTIONS", "report_bugs=0", 1);
  char* const argv[] = {const_cast<char*>("claims"), const_cast<char*>("--supervised"), nullptr};
  for (const char* program : {"/proc/self/exe", "/claims", "/bin/sh"}) ::execv(program, argv);
  return false;  // still here
}
