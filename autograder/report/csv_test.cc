// SPDX-License-Identifier: MIT
#include "autograder/report/csv.h"

#include "gtest/gtest.h"

namespace lockstep {
namespace {

StudentResult student(const std::string& name, Verdict verdict, int points) {
  ClaimResult claim;
  claim.verdict = verdict;
  claim.points = points;
  claim.max_points = 100;
  ExerciseResult exercise;
  exercise.lesson = "semaphore";
  exercise.exercise = "semaphore";
  exercise.verdict = verdict;
  exercise.claims = {claim};
  return {name, {exercise}, {}};
}

TEST(CsvText, QuotesWhatNeedsIt) {
  EXPECT_EQ(csv_text("plain text"), "plain text");
  EXPECT_EQ(csv_text("a,b"), "\"a,b\"");
  EXPECT_EQ(csv_text("a;b"), "\"a;b\"");
  EXPECT_EQ(csv_text("say \"a\"\""), "\"say \"\"a\"\"\"\"\"");
  EXPECT_EQ(csv_text("a\r\nb"), "\"a\r\nb\"");
  EXPECT_EQ(csv_text(""), "");
}

TEST(CsvText, NothingStartsAFormula) {
  for (const std::string start : {"=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20"}) {
    EXPECT_EQ(csv_text(start + "1+1"), "'" + start + "1+1");
  }
  for (const std::string start : {"\t", "\r", "\n"}) {
    EXPECT_EQ(csv_text(start + "=1"), "\"'" + start + "=1\"");
  }
  EXPECT_EQ(csv_text("=\"a\",b"), "\"'=\"\"a\"\",b\"");
  EXPECT_EQ(csv_text("a=1"), "a=1");
}

TEST(GradesCsv, HasAHeaderAndARowForEachStudent) {
  EXPECT_EQ(
      grades_csv({student("anna", Verdict::kPassed, 100), student("bert", Verdict::kLeak, 0)}),
      "student,semaphore/semaphore,total,max,notes\r\n"
      "anna,100,100,100,\r\n"
      "bert,0,0,100,\r\n");
  EXPECT_EQ(grades_csv({}), "student,total,max,notes\r\n");
}

TEST(GradesCsv, WhatWeCouldNotGradeIsBlank) {
  EXPECT_EQ(grades_csv({student("anna", Verdict::kGraderFault, 100)}),
            "student,semaphore/semaphore,total,max,notes\r\n"
            "anna,,,100,semaphore/semaphore: not graded (grader fault)\r\n");
}

TEST(GradesCsv, NotesStayOnOneLine) {
  StudentResult anna = student("anna", Verdict::kPassed, 100);
  anna.notes = {"a\nb", "\xff"};
  EXPECT_EQ(grades_csv({anna}),
            "student,semaphore/semaphore,total,max,notes\r\n"
            "anna,100,100,100,\"a\\x0ab; \\xff\"\r\n");
}

}  // namespace
}  // namespace lockstep
