// SPDX-License-Identifier: MIT
// A smaller budget, for claims whose faults do not depend on a rare order.
#ifndef TESTS_POOL_EXPLORE_FEW_H_
#define TESTS_POOL_EXPLORE_FEW_H_

#include <functional>

#include "autograder/explorer/explore.h"

namespace lockstep {

// Explores the body of a claim all of whose known faults show in 1 of 5 schedules or more: these are
// never missed, and one that shows in 1 of 100 with a chance of 1 in 55. Runs with futures are long,
// so this saves a third of what grading costs.
inline void explore_few(const std::function<void()>& body, explorer::Options options = {}) {
  options.schedules = 400;
  explorer::explore(body, options);
}

}  // namespace lockstep

#endif  // TESTS_POOL_EXPLORE_FEW_H_
