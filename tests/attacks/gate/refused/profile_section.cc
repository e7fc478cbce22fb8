// expect: refused
// finding: is put into a section by name
// R6: the detector passes over the section of the profiler.
#include "tests/attacks/gate/task.h"

namespace lockstep {

__attribute__((section("__llvm_prf_cnts"))) int shared;

int sum_up_to(int n) {
  shared = n;
  return n * (n + 1) / 2;
}

}  // namespace lockstep
