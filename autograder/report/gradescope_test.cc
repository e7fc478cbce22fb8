// SPDX-License-Identifier: MIT
#include "autograder/report/gradescope.h"

#include <nlohmann/json.hpp>

#include "gtest/gtest.h"

namespace lockstep {
namespace {

using nlohmann::json;

ClaimResult claim(Verdict verdict, int points) {
  ClaimResult claim;
  claim.name = "Semaphore.Works";
  claim.sentence = "it works";
  claim.max_points = 50;
  claim.points = points;
  claim.verdict = verdict;
  return claim;
}

StudentResult student(Verdict first, int points) {
  ExerciseResult exercise;
  exercise.lesson = "semaphore";
  exercise.exercise = "semaphore";
  exercise.verdict = first;
  exercise.claims = {claim(first, points), claim(Verdict::kPassed, 50)};
  return {"jane", {exercise, exercise}, {}};
}

TEST(Gradescope, EachClaimIsATest) {
  StudentResult jane = student(Verdict::kDataRace, 0);
  jane.exercises[0].claims[0].finding = "two threads";
  jane.exercises[0].claims[0].schedule = "pct3:4711";
  const json results = json::parse(gradescope_json(jane));
  ASSERT_EQ(results["tests"].size(), 4u);
  const json& test = results["tests"][0];
  EXPECT_EQ(test["name"], "semaphore/semaphore: it works");
  EXPECT_EQ(test["number"], "1.1");
  EXPECT_EQ(test["score"], 0);
  EXPECT_EQ(test["max_score"], 50);
  EXPECT_EQ(test["status"], "failed");
  EXPECT_EQ(test["output"], "data race\n\ntwo threads\n\nschedule: pct3:4711");
  EXPECT_EQ(test["visibility"], "visible");
  EXPECT_EQ(results["tests"][3]["number"], "2.2");
  EXPECT_EQ(results["tests"][3]["status"], "passed");
  EXPECT_FALSE(results.contains("score")) << "it would override the sum of the tests";
  EXPECT_FALSE(results.contains("execution_time"));
}

TEST(Gradescope, AFaultOfOursLeavesNoScoreAnywhere) {
  const json results = json::parse(gradescope_json(student(Verdict::kGraderFault, 50)));
  EXPECT_FALSE(results.contains("score"));
  for (const json& test : results["tests"]) EXPECT_FALSE(test.contains("score")) << test;
  EXPECT_FALSE(results["tests"][0].contains("status"));
  EXPECT_EQ(results["tests"][1]["status"], "passed");
  EXPECT_EQ(results["output"].get<std::string>().find("The grader itself failed"), 0u);
}

TEST(Gradescope, NotesAndFindingsOfAnExerciseStandAtTheTop) {
  StudentResult jane = student(Verdict::kDoesNotCompile, 0);
  jane.exercises[0].finding = "x.cc:1: error";
  jane.notes = {"odd file"};
  const std::string output = json::parse(gradescope_json(jane))["output"];
  EXPECT_EQ(output,
            "Note: odd file\n\nsemaphore/semaphore: does not compile\nx.cc:1: error\n\n"
            "semaphore/semaphore: does not compile");
}

TEST(Gradescope, TextsOfStrangersStayTexts) {
  StudentResult jane = student(Verdict::kWrongResult, 0);
  jane.exercises[0].claims[0].finding = "\"}]\xff\x1b[0m\u202e" + std::string(1, '\0');
  const json results = json::parse(gradescope_json(jane));
  EXPECT_EQ(results["tests"][0]["output"], "wrong result\n\n\"}]\\xff\\x1b[0m\\xe2\\x80\\xae\\x00");
}

}  // namespace
}  // namespace lockstep
