// SPDX-License-Identifier: MIT
// A smaller budget, for claims whose faults do not depend on a rare order.
#ifndef TESTS_GIL_EXPLORE_FEW_H_
#define TESTS_GIL_EXPLORE_FEW_H_

#include <functional>

#include "autograder/explorer/explore.h"

namespace lockstep {

// Explores the body of a claim all of whose known faults show in 1 of 5 schedules or more: these are
// never missed, and one that shows in 1 of 30 with a chance below 1 in 700,000. The exercise
// interpreter_lock has many claims, and this saves a third of what running them costs.
inline void explore_few(const std::function<void()>& body, explorer::Options options = {}) {
  options.schedules = 400;
  explorer::explore(body, options);
}

}  // namespace lockstep

#endif  // TESTS_GIL_EXPLORE_FEW_H_
