// expect: refused
// finding: changes the memory of the process
// R11: makes code writable.
#include "tests/attacks/gate/task.h"

#include <sys/mman.h>

namespace lockstep {

int sum_up_to(int n) {
  mprotect(nullptr, 4096, PROT_READ | PROT_WRITE | PROT_EXEC);
  return n * (n + 1) / 2;
}

}  // namespace lockstep
