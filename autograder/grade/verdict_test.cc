// SPDX-License-Identifier: MIT
#include "autograder/grade/verdict.h"

#include <set>
#include <string>

#include "gtest/gtest.h"

namespace lockstep {
namespace {

constexpr int kCount = static_cast<int>(Verdict::kPassed) + 1;

TEST(Verdict, EveryNameFindsItsVerdict) {
  std::set<std::string_view> names;
  for (int i = 0; i < kCount; ++i) {
    const auto verdict = static_cast<Verdict>(i);
    EXPECT_EQ(verdict_named(name(verdict)), verdict);
    names.insert(name(verdict));
  }
  EXPECT_EQ(names.size(), static_cast<std::size_t>(kCount)) << "each name is used once";
}

TEST(Verdict, NamesAreWhatReportsPromise) {
  EXPECT_EQ(name(Verdict::kGraderFault), "grader fault");
  EXPECT_EQ(name(Verdict::kDoesNotCompile), "does not compile");
  EXPECT_EQ(name(Verdict::kNotImplemented), "not implemented");
  EXPECT_EQ(name(Verdict::kDataRace), "data race");
  EXPECT_EQ(name(Verdict::kLostWakeup), "lost wakeup");
  EXPECT_EQ(name(Verdict::kLeftEarly), "left early");
  EXPECT_EQ(name(Verdict::kPassed), "passed");
}

TEST(Verdict, UnknownNamesAreNoVerdict) {
  EXPECT_EQ(verdict_named(""), std::nullopt);
  EXPECT_EQ(verdict_named("Passed"), std::nullopt);
  EXPECT_EQ(verdict_named("passed "), std::nullopt);
}

TEST(Verdict, TheFirstFourHoldForTheWholeExercise) {
  for (int i = 0; i < kCount; ++i) {
    EXPECT_EQ(holds_for_the_exercise(static_cast<Verdict>(i)), i < 4) << name(Verdict(i));
  }
  EXPECT_TRUE(holds_for_the_exercise(Verdict::kRefused));
  EXPECT_FALSE(holds_for_the_exercise(Verdict::kOverLimit));
}

}  // namespace
}  // namespace lockstep
