// expect: no progress in Tally.AddsUp
// must not: sleep for hours (M5)
#include <unistd.h>

#include "tests/attacks/run/attempt.h"

bool attempt() {
  for (;;) ::sleep(3600);
}
