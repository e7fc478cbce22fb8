// expect: over limit in Tally.AddsUp
// must not: hurt the machine or the detector by a thousand threads (R20, M1)
#include <thread>
#include <unistd.h>

#include "tests/attacks/run/attempt.h"

bool attempt() {
  for (int i = 0; i < 1000; ++i) std::thread([] { ::sleep(5); }).detach();
  ::sleep(5);
  return true;
}
