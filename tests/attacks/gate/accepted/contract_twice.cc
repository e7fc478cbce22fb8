// expect: accepted
// Includes its contract once more, after all else.
#include "tests/attacks/gate/task.h"

#include <algorithm>

#include "tests/attacks/gate/task.h"

int lockstep::sum_up_to(int n) { return std::max(n, 0) * (n + 1) / 2; }
