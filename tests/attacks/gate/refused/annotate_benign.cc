// expect: refused
// finding: what to overlook
// R8: declares a race harmless.
#include "tests/attacks/gate/task.h"

extern "C" void AnnotateBenignRaceSized(const char*, int, void*, unsigned long, const char*);

namespace lockstep {

int sum_up_to(int n) {
  AnnotateBenignRaceSized("", 0, &n, sizeof n, "");
  return n * (n + 1) / 2;
}

}  // namespace lockstep
