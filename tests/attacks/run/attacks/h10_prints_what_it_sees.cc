// expect: over limit in Tally.AddsUp
// must not: bring out what it saw in a long output (H10, M4)
#include <cstdio>

#include "tests/attacks/run/attempt.h"

bool attempt() {
  for (int i = 0; i < 40000; ++i) std::puts("the claim expects 3, and my arguments were 1 and 2");
  std::fflush(stdout);
  return false;
}
