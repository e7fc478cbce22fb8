// expect: lost wakeup in Tally.AddsUp
// must not: stop itself and be waited for until the wall clock ends it (F26)
#include <signal.h>

#include "tests/attacks/run/attempt.h"

bool attempt() { return ::raise(SIGSTOP) != 0; }
