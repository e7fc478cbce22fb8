// expect: refused
// finding: would be replaced for the whole program
// F8: a memory function for everybody.
#include "tests/attacks/gate/task.h"

#include <cstdlib>
void* operator new(std::size_t size) { return std::malloc(size); }

namespace lockstep {

int sum_up_to(int n) {
  int sum = 0;
  for (int i = 1; i <= n; ++i) sum += i;
  return sum;
}

}  // namespace lockstep
