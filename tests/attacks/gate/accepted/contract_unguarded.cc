// expect: accepted
// Takes the contract's guard away and includes it again: it declares functions only.
#include "tests/attacks/gate/task.h"
#undef TESTS_ATTACKS_GATE_TASK_H_
#include "tests/attacks/gate/task.h"

int lockstep::sum_up_to(int n) { return n * (n + 1) / 2; }
