// SPDX-License-Identifier: MIT
// How many schedules a claim is explored under.
//
// A claim is made so that each fault it is for shows in 3 of 1,000 schedules or more; `tools/bench
// luck` measures it. So 3,000 schedules miss such a fault with a chance of 1 in 8,000, and the
// weakest of the known wrong solutions, which shows in 2 of 100, never. They cost some 20 ms.
#ifndef TESTS_BASE_EXPLORE_CLAIM_H_
#define TESTS_BASE_EXPLORE_CLAIM_H_

#include <functional>

#include "autograder/explorer/explore.h"

namespace lockstep {

// Explores the body of a claim with several threads. Claims with one thread have one schedule.
inline void explore_claim(const std::function<void()>& body, explorer::Options options = {}) {
  options.schedules = 3'000;
  explorer::explore(body, options);
}

}  // namespace lockstep

#endif  // TESTS_BASE_EXPLORE_CLAIM_H_
