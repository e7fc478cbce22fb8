// expect: does not compile
// finding: over the compiler's limits
// M6: a hundred million tokens.
#include "tests/attacks/gate/task.h"

#define A x, x, x, x, x, x, x, x, x, x,
#define B A A A A A A A A A A
#define C B B B B B B B B B B
#define D C C C C C C C C C C
#define E D D D D D D D D D D
#define F E E E E E E E E E E
#define G F F F F F F F F F F
#define H G G G G G G G G G G
int x;
int list[] = {H};

namespace lockstep {

int sum_up_to(int n) {
  int sum = 0;
  for (int i = 1; i <= n; ++i) sum += i;
  return sum;
}

}  // namespace lockstep
