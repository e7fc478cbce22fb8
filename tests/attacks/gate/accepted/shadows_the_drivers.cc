// expect: accepted
// Inline functions and strong names that the caller has too: neither replaces the other.
#include "tests/attacks/gate/task.h"

#include <cstdio>
#include <stdexcept>

namespace lockstep {

bool sums() { return false; }
bool wakes() { return false; }
inline int shared_by_name() { return 7; }

int sum_up_to(int n) { return sums() || wakes() ? shared_by_name() : n * (n + 1) / 2; }

}  // namespace lockstep
