// expect: accepted
// What is defined before the contract reaches the contract: here it names the parameter.
#define n count
#include "tests/attacks/gate/task.h"
#undef n

int lockstep::sum_up_to(int count) { return count * (count + 1) / 2; }
