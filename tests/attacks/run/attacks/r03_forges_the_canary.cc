// expect: data race in Tally.AddsUp
// must not: pass without a race detector by forged reports of the canary; they count against it (R3)
#include <cstdio>
#include <mutex>
#include <unistd.h>

#include "tests/attacks/run/tally.h"

namespace __tsan {
struct ReportDesc;
bool OnReport(const ReportDesc*, bool) { return true; }
}  // namespace __tsan

static const bool forged = [] {
  ::dprintf(5, "WARNING: ThreadSanitizer: data race (pid=2)\n  Write of size 8 at 0x555556fe5ef0:\n");
  return true;
}();

namespace lockstep {
static std::mutex mutex;
static int sum = 0;
void add(int n) {
  const std::lock_guard lock(mutex);
  sum += n;
}
int total() { return sum; }
}  // namespace lockstep
