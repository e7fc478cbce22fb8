// expect: refused
// finding: is put into a section by name
// F15: code before the grader's own.
#include "tests/attacks/gate/task.h"

static void first() {}
__attribute__((section(".preinit_array"), used)) void (*const entry)() = first;

namespace lockstep {

int sum_up_to(int n) {
  int sum = 0;
  for (int i = 1; i <= n; ++i) sum += i;
  return sum;
}

}  // namespace lockstep
