// expect: does not compile
// finding: too many errors emitted
// M8: diagnostics without end.
#include "tests/attacks/gate/task.h"

#define A undeclared; undeclared; undeclared; undeclared;
#define B A A A A A A A A
#define C B B B B B B B B

namespace lockstep {

int sum_up_to(int) {
  C C C
  return 0;
}

}  // namespace lockstep
