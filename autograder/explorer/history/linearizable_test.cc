// SPDX-License-Identifier: MIT
// Histories whose answer is known.
#include "autograder/explorer/history/linearizable.h"

#include <gtest/gtest.h>

#include <chrono>
#include <stdexcept>

#include "autograder/explorer/history/queue_spec.h"
#include "autograder/explorer/history/semaphore_spec.h"
#include "autograder/explorer/history/test_help.h"

namespace lockstep::explorer {
namespace {

using History = std::vector<Operation>;

TEST(Linearizable, AnEmptyHistoryFits) { EXPECT_TRUE(linearizable({}, QueueSpec(1)).fits()); }

TEST(Linearizable, OverlappingPutsMayTakeEffectInEitherOrder) {
  History history = {made(1, "put", number(1), 1, 4), made(2, "put", number(2), 2, 3),
                     made(1, "get", kNone, 5, 6, number(2)),
                     made(1, "get", kNone, 7, 8, number(1))};
  LinearizabilityResult result = linearizable(history, QueueSpec(0));
  EXPECT_TRUE(result.fits());
  EXPECT_EQ(result.order, (std::vector<int>{1, 0, 2, 3}));
}

TEST(Linearizable, PutsOneAfterTheOtherKeepTheirOrder) {
  History history = {made(1, "put", number(1), 1, 2), made(2, "put", number(2), 3, 4),
                     made(1, "get", kNone, 5, 6, number(2))};
  LinearizabilityResult result = linearizable(history, QueueSpec(0));
  EXPECT_FALSE(result.fits());
  EXPECT_EQ(result.culprit, 2);
}

TEST(Linearizable, AnItemIsTakenOnce) {
  History history = {made(1, "put", number(1), 1, 2), made(1, "get", kNone, 3, 6, number(1)),
                     made(2, "get", kNone, 4, 5, number(1))};
  LinearizabilityResult result = linearizable(history, QueueSpec(0));
  EXPECT_FALSE(result.fits());
  EXPECT_EQ(result.culprit, 1);  // the second answer, by time
}

TEST(Linearizable, CapacityIsNeverExceeded) {
  History history = {made(1, "put", number(1), 1, 2), made(1, "put", number(2), 3, 4)};
  EXPECT_FALSE(linearizable(history, QueueSpec(1)).fits());
  EXPECT_TRUE(linearizable(history, QueueSpec(2)).fits());
}

TEST(Linearizable, APendingPutMayHaveTakenEffect) {
  History history = {made(1, "put", number(1), 1), made(2, "get", kNone, 2, 3, number(1))};
  EXPECT_TRUE(linearizable(history, QueueSpec(1)).fits());
}

TEST(Linearizable, APendingPutMayHaveTakenNoEffect) {
  History history = {made(1, "put", number(1), 1), made(2, "try_get", kNone, 2, 3, kNothing)};
  EXPECT_TRUE(linearizable(history, QueueSpec(1)).fits());
}

TEST(Linearizable, APendingPutHasNoEffectBeforeItsCall) {
  History history = {made(2, "get", kNone, 1, 2, number(1)), made(1, "put", number(1), 3)};
  EXPECT_FALSE(linearizable(history, QueueSpec(1)).fits());
}

TEST(Linearizable, APendingGetTakesAtMostOneItem) {
  History history = {made(1, "put", number(1), 1, 2), made(1, "put", number(2), 3, 4),
                     made(2, "get", kNone, 5), made(1, "try_get", kNone, 6, 7, kNothing)};
  EXPECT_FALSE(linearizable(history, QueueSpec(0)).fits());
  history[3].answer = number(2);
  EXPECT_TRUE(linearizable(history, QueueSpec(0)).fits());
}

TEST(Linearizable, AClosedQueueGivesWhatIsLeftAndThenRefuses) {
  History history = {made(1, "put", number(1), 1, 2), made(2, "close", kNone, 3, 4),
                     made(1, "put", number(2), 5, 6, {"closed"}),
                     made(1, "get", kNone, 7, 8, number(1)),
                     made(1, "get", kNone, 9, 10, {"closed"})};
  EXPECT_TRUE(linearizable(history, QueueSpec(1)).fits());
  std::swap(history[3].answer, history[4].answer);
  EXPECT_EQ(linearizable(history, QueueSpec(1)).culprit, 3);
}

TEST(Linearizable, ATryMustNotFailWhileAPermitIsFreeAllTheTime) {
  History history = {made(1, "release", number(2), 1, 2), made(1, "acquire", kNone, 3, 6),
                     made(2, "try_acquire", kNone, 4, 5, kFalse)};
  EXPECT_FALSE(linearizable(history, SemaphoreSpec(0)).fits());
  history[0].argument = number(1);
  EXPECT_TRUE(linearizable(history, SemaphoreSpec(0)).fits());
}

TEST(Linearizable, PermitsAreNotTakenTwice) {
  History history = {made(1, "acquire", kNone, 1, 4), made(2, "acquire", kNone, 2, 3)};
  EXPECT_FALSE(linearizable(history, SemaphoreSpec(1)).fits());
  EXPECT_TRUE(linearizable(history, SemaphoreSpec(2)).fits());
}

TEST(Linearizable, ReleaseBeyondTheMostIsRefused) {
  History history = {made(1, "release", kNone, 1, 2, kThrew)};
  EXPECT_TRUE(linearizable(history, SemaphoreSpec(3, 3)).fits());
  EXPECT_FALSE(linearizable(history, SemaphoreSpec(2, 3)).fits());
}

TEST(Linearizable, MistakesOfAClaimThrow) {
  EXPECT_THROW(linearizable({made(1, "push", kNone, 1, 2)}, QueueSpec(1)), std::invalid_argument);
  EXPECT_THROW(linearizable({made(1, "put", kNone, 2, 1)}, QueueSpec(1)), std::invalid_argument);
  EXPECT_THROW(linearizable(History(65, made(1, "put", kNone, 1, 2)), QueueSpec(1)),
               std::invalid_argument);
}

// Twenty operations: two producers and two consumers, of which the last one gets `last`. Every
// operation overlaps two or three of each other thread.
History busy_history(int64_t last) {
  History history;
  for (uint32_t thread = 0; thread < 4; ++thread) {
    for (uint32_t i = 0; i < 5; ++i) {
      uint32_t called = 1 + thread + 20 * i + (thread < 2 ? 0 : 10);
      auto item = static_cast<int64_t>(10 * (thread % 2) + i);
      bool puts = thread < 2;
      history.push_back(made(static_cast<int>(thread), puts ? "put" : "get",
                             puts ? number(item) : kNone, called, called + 15,
                             puts ? kNone : number(item)));
    }
  }
  history.back().answer = number(last);
  return history;
}

TEST(Linearizable, TwentyOperationsAreDecidedInTime) {
  auto start = std::chrono::steady_clock::now();
  LinearizabilityResult right = linearizable(busy_history(14), QueueSpec(3));
  LinearizabilityResult wrong = linearizable(busy_history(13), QueueSpec(3));
  auto taken = std::chrono::steady_clock::now() - start;
  EXPECT_EQ(right.answer, LinearizabilityResult::Answer::kFits);
  EXPECT_EQ(wrong.answer, LinearizabilityResult::Answer::kFitsNot);
  EXPECT_EQ(wrong.culprit, 19);
  EXPECT_LT(wrong.states, 2'000u);
  EXPECT_LT(taken, std::chrono::seconds(20));  // a bound against explosion; the usual is below one
}

TEST(Linearizable, WhatIsTooLargeIsUndecidedAndNeverFits) {
  LinearizabilityResult result = linearizable(busy_history(13), QueueSpec(3), 10);
  EXPECT_EQ(result.answer, LinearizabilityResult::Answer::kUndecided);
  EXPECT_FALSE(result.fits());
  EXPECT_LE(result.states, 11u);
}

}  // namespace
}  // namespace lockstep::explorer
