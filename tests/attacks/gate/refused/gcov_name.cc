// expect: refused
// finding: a reserved name
// R6: the detector passes over variables with names of the profiler.
#include "tests/attacks/gate/task.h"

int __llvm_gcov_shared;

namespace lockstep {

int sum_up_to(int n) {
  __llvm_gcov_shared = n;
  return n * (n + 1) / 2;
}

}  // namespace lockstep
