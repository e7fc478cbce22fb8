// SPDX-License-Identifier: MIT
// How much a history holds, and what becomes of a run that records more.
#include <gtest/gtest.h>

#include <thread>

#include "autograder/explorer/explore.h"
#include "autograder/explorer/history/history.h"

namespace lockstep::explorer {
namespace {

// Both threads run a loop that a right queue would end.
TEST(Limit, TooManyOperationsAreAWrongResult) {
  History history;
  size_t kept = 0;
  Options options;
  options.failed = [&] {
    kept = history.operations().size();
    return false;
  };
  Result result = explore_result(
      [&] {
        history.clear();
        auto empty = [&] {
          while (history.record("try_get", [] { return true; })) continue;
        };
        std::thread other(empty);
        empty();
        other.join();
      },
      options);
  EXPECT_EQ(result.outcome, Outcome::kWrongResult);
  EXPECT_EQ(result.message, "more than 64 operations were recorded");
  EXPECT_EQ(result.schedules, 1u);
  EXPECT_EQ(kept, 64u);
}

TEST(Limit, AsManyAsItHoldsAreRight) {
  Result result = explore_result([] {
    History history;
    for (int i = 0; i < History::kMostOperations; ++i) history.record("get", [] { return 1; });
    EXPECT_EQ(history.operations().size(), 64u);
  });
  EXPECT_EQ(result.outcome, Outcome::kPassed) << result.message;
}

}  // namespace
}  // namespace lockstep::explorer
