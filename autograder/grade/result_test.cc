// SPDX-License-Identifier: MIT
#include "autograder/grade/result.h"

#include "gtest/gtest.h"

namespace lockstep {
namespace {

ClaimResult claim(int points, int max_points, Verdict verdict) {
  ClaimResult claim;
  claim.points = points;
  claim.max_points = max_points;
  claim.verdict = verdict;
  return claim;
}

ExerciseResult exercise() {
  ExerciseResult result;
  result.verdict = Verdict::kDataRace;
  result.claims = {claim(40, 40, Verdict::kPassed), claim(0, 60, Verdict::kDataRace)};
  return result;
}

TEST(ExerciseResult, SumsItsClaims) {
  EXPECT_EQ(exercise().points(), 40);
  EXPECT_EQ(exercise().max_points(), 100);
  EXPECT_TRUE(exercise().graded());
}

TEST(ExerciseResult, AFaultOfOurOwnInOneClaimLeavesNoGrade) {
  ExerciseResult result = exercise();
  result.claims[1] = claim(60, 60, Verdict::kGraderFault);
  EXPECT_FALSE(result.graded());
  EXPECT_EQ(result.points(), 0);
  EXPECT_EQ(result.max_points(), 100);
}

TEST(ExerciseResult, AFaultOfOurOwnForTheExerciseLeavesNoGrade) {
  ExerciseResult result = exercise();
  result.verdict = Verdict::kGraderFault;
  EXPECT_FALSE(result.graded());
  EXPECT_EQ(result.points(), 0);
}

TEST(ExerciseResult, NothingJudgedIsNotGraded) { EXPECT_FALSE(ExerciseResult{}.graded()); }

}  // namespace
}  // namespace lockstep
