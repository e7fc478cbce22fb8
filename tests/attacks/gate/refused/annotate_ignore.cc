// expect: refused
// finding: what to overlook
// R8: an annotation for reads.
#include "tests/attacks/gate/task.h"

extern "C" void AnnotateIgnoreReadsBegin(const char*, int);

namespace lockstep {

int sum_up_to(int n) {
  AnnotateIgnoreReadsBegin("", 0);
  return n * (n + 1) / 2;
}

}  // namespace lockstep
