// expect: refused
// finding: could reach the grader
// R10: walks the program in memory.
#include "tests/attacks/gate/task.h"

#include <link.h>

namespace lockstep {

int sum_up_to(int n) {
  dl_iterate_phdr([](dl_phdr_info*, unsigned long, void*) { return 0; }, nullptr);
  return n * (n + 1) / 2;
}

}  // namespace lockstep
