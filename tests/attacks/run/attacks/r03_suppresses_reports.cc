// expect: left early in Tally.AddsUp
// must not: pass with a race because all reports are suppressed (R3)
#include <mutex>

#include "tests/attacks/run/tally.h"

namespace __tsan {
struct ReportDesc;
bool OnReport(const ReportDesc*, bool) { return true; }
}  // namespace __tsan

namespace lockstep {
static std::mutex mutex;
static int sum = 0;
void add(int n) {
  const std::lock_guard lock(mutex);
  sum += n;
}
int total() { return sum; }
}  // namespace lockstep
