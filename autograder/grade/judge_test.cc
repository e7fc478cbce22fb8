// SPDX-License-Identifier: MIT
#include "autograder/grade/judge.h"

#include "gtest/gtest.h"

namespace lockstep {
namespace {

const ListedClaim kClaim{"Lock.Excludes", "one thread is inside at a time", 60};
const ListedClaim kOther{"Lock.LetsGo", "unlock lets one in", 40};

Evidence seen(Verdict verdict, const std::string& words = "", const std::string& schedule = "") {
  return {verdict, words, schedule, "", true, "for the instructor"};
}

TEST(JudgeClaim, TakesTheFirstRowOfTheTable) {
  const ClaimResult result =
      judge_claim(kClaim, {seen(Verdict::kWrongResult, "two were inside", "random:1"),
                           seen(Verdict::kDataRace, "a race", "random:1")});
  EXPECT_EQ(result.verdict, Verdict::kDataRace);
  EXPECT_EQ(result.points, 0);
  EXPECT_EQ(result.schedule, "random:1");
  EXPECT_EQ(result.finding, "a race\nalso seen: wrong result: two were inside");
}

TEST(JudgeClaim, ARaceOutranksAPassedClaim) {
  EXPECT_EQ(judge_claim(kClaim, {seen(Verdict::kPassed), seen(Verdict::kDataRace)}).verdict,
            Verdict::kDataRace);
}

TEST(JudgeClaim, GivesPointsForAProofOnly) {
  EXPECT_EQ(judge_claim(kClaim, {seen(Verdict::kPassed)}).points, 60);
  EXPECT_EQ(judge_claim(kClaim, {}).verdict, Verdict::kGraderFault);
  EXPECT_EQ(judge_claim(kClaim, {}).points, 0);
}

TEST(JudgeClaim, MarksWhatDidNotRepeat) {
  Evidence evidence = seen(Verdict::kDeadlock, "each waits");
  evidence.repeatable = false;
  EXPECT_NE(judge_claim(kClaim, {evidence}).finding.find("not repeatable"), std::string::npos);
}

TEST(JudgeClaim, KeepsTheInstructorsDetailToItself) {
  EXPECT_EQ(judge_claim(kClaim, {seen(Verdict::kCrash, "signal")}).finding.find("instructor"),
            std::string::npos);
}

TEST(Judge, WantsEveryClaimOfTheTrustedList) {
  Record record{{true, ""}, {{"Lock.Excludes", {seen(Verdict::kPassed)}, false, 0}}};
  const ExerciseResult result = judge({"lock", "lock"}, {kClaim, kOther}, record);
  ASSERT_EQ(result.claims.size(), 2u);
  EXPECT_EQ(result.claims[0].points, 60);
  EXPECT_EQ(result.claims[1].verdict, Verdict::kGraderFault);
  EXPECT_EQ(result.verdict, Verdict::kGraderFault);
  EXPECT_FALSE(result.graded());
}

TEST(Judge, IgnoresClaimsThatAreNotOnTheList) {
  Record record{{true, ""}, {{"Lock.Made.Up", {seen(Verdict::kPassed)}, false, 0}}};
  EXPECT_EQ(judge({"lock", "lock"}, {kClaim}, record).points(), 0);
}

TEST(Judge, GivesTheDiagnosticsOfAFileThatDoesNotCompile) {
  const ExerciseResult result =
      judge({"lock", "lock"}, {kClaim, kOther}, Record{{false, "lock.cc:1: error"}, {}});
  EXPECT_EQ(result.verdict, Verdict::kDoesNotCompile);
  EXPECT_EQ(result.finding, "lock.cc:1: error");
  EXPECT_EQ(result.max_points(), 100);
  EXPECT_EQ(result.points(), 0);
  EXPECT_TRUE(result.graded());
}

TEST(Judge, GivesTheReasonsOfAFileThatTheGateRefused) {
  const ExerciseResult result = judge({"lock", "lock"}, {kClaim, kOther},
                                      Record{{false, "lock.cc:1: main is ours", true}, {}});
  EXPECT_EQ(result.verdict, Verdict::kRefused);
  EXPECT_EQ(result.finding, "lock.cc:1: main is ours");
  EXPECT_EQ(result.points(), 0);
}

}  // namespace
}  // namespace lockstep
