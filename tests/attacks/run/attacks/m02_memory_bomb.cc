// expect: over limit in Tally.AddsUp
// must not: use more memory than an exercise may (M2)
#include <cstring>
#include <unistd.h>

#include "tests/attacks/run/attempt.h"

static char* pieces[60];

bool attempt() {
  constexpr unsigned long kPiece = 16ul << 20;
  for (int i = 0; i < 60; ++i) {
    pieces[i] = new char[kPiece];
    std::memset(pieces[i], 1, kPiece);
    ::usleep(2000);
  }
  ::sleep(1);
  return true;
}
