// expect: left early in Tally.AddsUp
// must not: pass by printing what a passed test prints (F2)
#include <cstdio>
#include <unistd.h>

#include "tests/attacks/run/attempt.h"

bool attempt() {
  std::puts("[==========] 1 test from 1 test suite ran.\n[  PASSED  ] 1 test.");
  std::fflush(stdout);
  ::_exit(0);
}
