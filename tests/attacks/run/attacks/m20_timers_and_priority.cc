// expect: wrong result in Tally.AddsUp
// must not: be woken by timers or take more than its share of the machine (M20)
#include <sys/resource.h>
#include <sys/time.h>
#include <unistd.h>

#include "tests/attacks/run/attempt.h"

bool attempt() {
  const itimerval soon = {{0, 0}, {100, 0}};
  return ::setitimer(ITIMER_REAL, &soon, nullptr) == 0 ||
         ::setpriority(PRIO_PROCESS, 0, -5) == 0 || ::nice(-5) != -1;
}
