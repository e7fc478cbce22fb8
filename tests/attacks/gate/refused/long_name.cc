// expect: does not compile
// finding: error
// M8: one diagnostic of a megabyte.
#include "tests/attacks/gate/task.h"

#define A aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
#define J(a, b) a##b
#define JJ(a, b) J(a, b)
#define B JJ(A, JJ(A, JJ(A, A)))
#define C JJ(B, JJ(B, JJ(B, JJ(B, JJ(B, B)))))
#define D JJ(C, JJ(C, JJ(C, JJ(C, JJ(C, C)))))

namespace lockstep {

int sum_up_to(int) { return D; }

}  // namespace lockstep
