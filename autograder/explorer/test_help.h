// SPDX-License-Identifier: MIT
// What the explorer's own tests share.
#pragma once

#include <gtest/gtest.h>

#include <functional>

#include "autograder/explorer/explore.h"

namespace lockstep::explorer {

// Enough to find each of the tests' faults, few enough to be quick.
inline Result explored(const std::function<void()>& body, uint64_t schedules = 400) {
  Options options;
  options.schedules = schedules;
  return explore_result(body, options);
}

inline Result explored_with(const std::string& strategy, const std::function<void()>& body,
                            uint64_t schedules, uint64_t first_seed = 0) {
  Options options;
  options.strategy = strategy;
  options.schedules = schedules;
  options.first_seed = first_seed;
  return explore_result(body, options);
}

inline void expect_outcome(Outcome wanted, const Result& result) {
  EXPECT_STREQ(outcome_name(wanted), outcome_name(result.outcome))
      << result.schedule << ": " << result.message << "\n"
      << result.report;
}

inline void expect_passes(const std::function<void()>& body, uint64_t schedules = 400) {
  expect_outcome(Outcome::kPassed, explored(body, schedules));
}

inline void expect_says(const Result& result, const std::string& words) {
  EXPECT_NE(result.message.find(words), std::string::npos) << result.message;
}

}  // namespace lockstep::explorer
