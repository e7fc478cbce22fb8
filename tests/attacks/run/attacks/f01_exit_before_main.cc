// expect: left early in Tally.AddsUp
// must not: pass by leaving with exit code 0 before main (F1)
#include <unistd.h>

#include "tests/attacks/run/attempt.h"

bool attempt() { ::_exit(0); }
