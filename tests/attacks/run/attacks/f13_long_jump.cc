// expect: wrong result in Tally.AddsUp
// must not: jump back over the check (F13)
#include <csetjmp>

#include "tests/attacks/run/attempt.h"

namespace {
std::jmp_buf place;
}

bool attempt() {
  if (setjmp(place) == 0) std::longjmp(place, 1);
  return false;
}
