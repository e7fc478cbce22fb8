// expect: crash in Tally.AddsUp
// must not: end the main thread and be waited for until the wall clock ends it (F13)
#include <pthread.h>

#include "tests/attacks/run/attempt.h"

bool attempt() { ::pthread_exit(nullptr); }
