// SPDX-License-Identifier: MIT
// How many schedules a claim of this lesson is explored under.
//
// Measured: of the known wrong solutions the weakest, time_out_swallows_a_wakeup, fails its claim
// in 2 of 100 schedules, all others in 4 of 100 or more. So 3,000 schedules miss a fault that shows
// in 1 of 200 with a chance below one in a million; and they cost some 20 ms a claim.
#ifndef TESTS_SEMAPHORE_BUDGET_H_
#define TESTS_SEMAPHORE_BUDGET_H_

#include <functional>

#include "autograder/explorer/explore.h"

namespace lockstep {

// Explores the body of a claim with several threads. Claims with one thread have one schedule.
inline void explore_claim(const std::function<void()>& body, explorer::Options options = {}) {
  options.schedules = 3'000;
  explorer::explore(body, options);
}

}  // namespace lockstep

#endif  // TESTS_SEMAPHORE_BUDGET_H_
