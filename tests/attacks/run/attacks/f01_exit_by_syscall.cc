// expect: left early in Tally.AddsUp
// must not: pass by leaving with a raw system call (F1)
#include <sys/syscall.h>
#include <unistd.h>

#include "tests/attacks/run/attempt.h"

bool attempt() { return ::syscall(SYS_exit_group, 0) == 0; }
