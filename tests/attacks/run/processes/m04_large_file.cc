// expect: over limit in Tally.AddsUp
// must not: write a file over the limit (M4)
#include <fcntl.h>
#include <unistd.h>

#include "tests/attacks/run/attempt.h"

bool attempt() {
  static char piece[1 << 20];
  const int file = ::open("/tmp/large", O_WRONLY | O_CREAT, 0600);
  for (int i = 0; i < 6; ++i) {
    if (::write(file, piece, sizeof piece) < 0) break;
  }
  return false;
}
