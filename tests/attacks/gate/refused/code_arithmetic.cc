// expect: refused
// finding: address of a function is calculated with
// R11: from a known function to an unknown one. Only the plain form can be seen.
#include "tests/attacks/gate/task.h"

#include <pthread.h>

namespace lockstep {

int sum_up_to(int n) {
  auto* target = reinterpret_cast<char*>(&pthread_self) + 4096;
  return target == nullptr ? 0 : n * (n + 1) / 2;
}

}  // namespace lockstep
