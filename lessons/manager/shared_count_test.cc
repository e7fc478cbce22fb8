// SPDX-License-Identifier: MIT
// Shows how processes share a count. These cases are a start: the grading looks at more.
//
// run_trials() runs its body again and again, each time in a process of its own: first as it is,
// then with trouble, such as calls that are interrupted. It fails when something is left behind.
#include "lessons/manager/shared_count.h"

#include <stdexcept>

#include "autograder/process/trial.h"
#include "gtest/gtest.h"

namespace lockstep {
namespace {

TEST(SharedCount, FiftyAreLeft) {
  run_trials(
      [] {
        const auto buns = base::make_managed_count(100);
        EXPECT_EQ(take_one_each(*buns, 50), 50);
        EXPECT_EQ(buns->get(), 50);
      },
      {.seeds = 0, .trouble = {}});
}

TEST(SharedCount, NobodyTakesWhatIsNotThere) {
  run_trials(
      [] {
        const auto buns = base::make_managed_count(2);
        EXPECT_EQ(take_one_each(*buns, 3), 2);
        EXPECT_EQ(buns->get(), 0);
      },
      {.seeds = 3, .trouble = {}});
}

TEST(SharedCount, AnExceptionChangesNothing) {
  run_trials(
      [] {
        const auto buns = base::make_managed_count(100);
        const auto drop_all = [](int) -> int { throw std::runtime_error("they are hot"); };
        EXPECT_THROW(update(*buns, drop_all), std::runtime_error);
        EXPECT_EQ(buns->get(), 100);
        update(*buns, [](int number) { return number / 2; });
        EXPECT_EQ(buns->get(), 50);
      },
      {.seeds = 3, .trouble = {}});
}

}  // namespace
}  // namespace lockstep
