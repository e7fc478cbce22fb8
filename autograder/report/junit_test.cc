// SPDX-License-Identifier: MIT
#include "autograder/report/junit.h"

#include <pugixml.hpp>

#include "gtest/gtest.h"

namespace lockstep {
namespace {

StudentResult student(Verdict verdict, const std::string& finding = "") {
  ClaimResult claim;
  claim.name = "Semaphore.Works";
  claim.sentence = "it <works>";
  claim.verdict = verdict;
  claim.finding = finding;
  ExerciseResult exercise;
  exercise.lesson = "semaphore";
  exercise.exercise = "bounded_semaphore";
  exercise.verdict = verdict;
  exercise.claims = {claim};
  return {"jane", {exercise}, {}};
}

class JUnit : public testing::Test {
 protected:
  void write(const StudentResult& student) {
    const std::string xml = junit_xml(student);
    const auto result = document_.load_buffer(xml.data(), xml.size());
    ASSERT_TRUE(result) << result.description() << "\n" << xml;
    suite_ = document_.child("testsuites").child("testsuite");
    case_ = suite_.child("testcase");
  }

  pugi::xml_document document_;
  pugi::xml_node suite_;
  pugi::xml_node case_;
};

TEST_F(JUnit, EachClaimIsATestCase) {
  write(student(Verdict::kPassed));
  EXPECT_STREQ(suite_.attribute("name").value(), "semaphore/bounded_semaphore");
  EXPECT_EQ(suite_.attribute("tests").as_int(), 1);
  EXPECT_EQ(suite_.attribute("failures").as_int(-1), 0);
  EXPECT_STREQ(case_.attribute("classname").value(), "semaphore.bounded_semaphore");
  EXPECT_STREQ(case_.attribute("name").value(), "Semaphore.Works");
  EXPECT_FALSE(case_.first_child());
}

TEST_F(JUnit, AFailureSaysVerdictSentenceAndFinding) {
  StudentResult jane = student(Verdict::kDataRace, "two\nthreads");
  jane.exercises[0].claims[0].schedule = "pct3:1";
  write(jane);
  const pugi::xml_node failure = case_.child("failure");
  EXPECT_STREQ(failure.attribute("type").value(), "data race");
  EXPECT_STREQ(failure.attribute("message").value(), "it <works>");
  EXPECT_STREQ(failure.text().get(), "two\nthreads\nschedule: pct3:1");
  EXPECT_EQ(suite_.attribute("failures").as_int(), 1);
}

TEST_F(JUnit, AFaultOfOursIsAnError) {
  write(student(Verdict::kGraderFault, "no canary"));
  EXPECT_STREQ(case_.child("error").attribute("type").value(), "grader fault");
  EXPECT_EQ(suite_.attribute("errors").as_int(), 1);
  EXPECT_EQ(suite_.attribute("failures").as_int(-1), 0);
}

TEST_F(JUnit, AFaultOfOursIsAnErrorEvenWithoutClaims) {
  StudentResult jane = student(Verdict::kGraderFault);
  jane.exercises[0].claims.clear();
  write(jane);
  EXPECT_TRUE(case_.child("error"));
  EXPECT_EQ(suite_.attribute("tests").as_int(), 1);
}

TEST_F(JUnit, NotSubmittedIsSkipped) {
  write(student(Verdict::kNotSubmitted));
  EXPECT_TRUE(case_.child("skipped"));
  EXPECT_EQ(suite_.attribute("skipped").as_int(), 1);
  EXPECT_EQ(document_.child("testsuites").attribute("skipped").as_int(), 1);
}

TEST_F(JUnit, TheFindingOfAnExerciseIsGivenForItsClaims) {
  StudentResult jane = student(Verdict::kDoesNotCompile);
  jane.exercises[0].finding = "x.cc:1: error";
  jane.notes = {"odd"};
  write(jane);
  EXPECT_STREQ(case_.child("failure").text().get(), "x.cc:1: error");
  EXPECT_STREQ(suite_.child("system-out").text().get(), "Note: odd\nx.cc:1: error");
}

TEST_F(JUnit, TextsOfStrangersStayTexts) {
  std::string every_byte = "]]></failure>&amp;<!--";
  for (int byte = 0; byte < 256; ++byte) every_byte += static_cast<char>(byte);
  write(student(Verdict::kWrongResult, every_byte + "\uffff\uffferest"));
  const std::string text = case_.child("failure").text().get();
  EXPECT_EQ(text.find("]]></failure>&amp;<!--\\x00\\x01"), 0u) << text;
  EXPECT_NE(text.find("\\xff\\xef\\xbf\\xbf\\xef\\xbf\\xberest"), std::string::npos) << text;
}

}  // namespace
}  // namespace lockstep
