// expect: no progress in Tally.AddsUp
// must not: burn CPU time for ever (M5)
#include "tests/attacks/run/attempt.h"

bool attempt() {
  for (volatile unsigned long turns = 0;; turns = turns + 1) {
  }
}
