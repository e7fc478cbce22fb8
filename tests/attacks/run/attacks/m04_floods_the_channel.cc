// expect: over limit in Tally.AddsUp
// must not: fill the memory of the grader by messages (M4)
#include <cstring>
#include <unistd.h>

#include "tests/attacks/run/attempt.h"

bool attempt() {
  static char text[65536];
  std::memset(text, 'x', sizeof text);
  for (int i = 0; i < 1000; ++i) {
    if (::write(3, text, sizeof text) < 0 || ::write(5, text, sizeof text) < 0) break;
  }
  return false;
}
