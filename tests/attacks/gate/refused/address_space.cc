// expect: refused
// finding: address_space hides your code
// R6: the detector passes over other address spaces, which are the same memory on this machine.
#include "tests/attacks/gate/task.h"

namespace lockstep {

using Elsewhere = int __attribute__((address_space(1)));

int sum_up_to(int n) {
  static int shared;
  *(Elsewhere*)&shared = n * (n + 1) / 2;
  return shared;
}

}  // namespace lockstep
