// expect: lost wakeup in Tally.AddsUp
// must not: sleep for good and be waited for until the wall clock ends it (F26)
#include <unistd.h>

#include "tests/attacks/run/attempt.h"

bool attempt() {
  for (;;) ::pause();
}
