// expect: refused
// finding: what to overlook
// R9: the same under another name.
#include "tests/attacks/gate/task.h"

void harmless(const char*, int) asm("AnnotateIgnoreWritesBegin");

namespace lockstep {

int sum_up_to(int n) {
  harmless("", 0);
  return n * (n + 1) / 2;
}

}  // namespace lockstep
