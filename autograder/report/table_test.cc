// SPDX-License-Identifier: MIT
#include "autograder/report/table.h"

#include <sstream>

#include "autograder/base/display.h"
#include "gtest/gtest.h"

namespace lockstep {
namespace {

ExerciseResult exercise(const std::string& name, Verdict verdict) {
  ClaimResult claim;
  claim.sentence = "it works";
  claim.verdict = verdict;
  claim.max_points = 100;
  claim.points = verdict == Verdict::kPassed ? 100 : 0;
  ExerciseResult exercise;
  exercise.lesson = "lesson";
  exercise.exercise = name;
  exercise.verdict = verdict;
  exercise.claims = {claim};
  return exercise;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

TEST(GradeTable, OfNobodySaysSo) { EXPECT_EQ(grade_table({}), "There are no submissions.\n"); }

TEST(GradeTable, AlignsByCellsNotBytes) {
  const auto lines =
      lines_of(grade_table({{"anna", {exercise("event", Verdict::kPassed)}, {}},
                            {"\u5c0f\u6797", {exercise("event", Verdict::kPassed)}, {}},
                            {"J\u00f6", {exercise("event", Verdict::kPassed)}, {}}}));
  ASSERT_EQ(lines.size(), 5u) << "nothing to say below the table";
  EXPECT_EQ(lines[0], "student  event       total");
  EXPECT_EQ(lines[2], "anna     100 passed  100/100");
  EXPECT_EQ(lines[3], "\u5c0f\u6797     100 passed  100/100");
  EXPECT_EQ(lines[4], "J\u00f6       100 passed  100/100");
}

TEST(GradeTable, SaysBelowWhatWentWrong) {
  StudentResult jane{"jane",
                     {exercise("event", Verdict::kDataRace), exercise("barrier", Verdict::kPassed),
                      exercise("semaphore", Verdict::kNotSubmitted)},
                     {"odd file"}};
  jane.exercises[0].claims[0].finding = "two\nthreads";
  jane.exercises[0].claims[0].schedule = "pct3:1";
  const std::string table = grade_table({jane});
  EXPECT_NE(table.find("\njane\n"
                       "  event: data race: it works\n"
                       "    two\n"
                       "    threads\n"
                       "    schedule: pct3:1\n"
                       "  not submitted: semaphore\n"
                       "  note: odd file\n"),
            std::string::npos)
      << table;
}

TEST(GradeTable, WithoutAGradeThereIsNoNumber) {
  const auto lines =
      lines_of(grade_table({{"jane", {exercise("event", Verdict::kGraderFault)}, {}}}));
  EXPECT_EQ(lines.at(2), "jane       - grader fault  -/100");
}

TEST(GradeTable, AFaultOfOursIsExplained) {
  StudentResult jane{"jane", {exercise("event", Verdict::kGraderFault)}, {}};
  jane.exercises[0].claims[0].finding = "the canary was not seen";
  EXPECT_NE(grade_table({jane}).find("  event: grader fault\n    the canary was not seen\n"),
            std::string::npos);
}

TEST(GradeTable, NoLineIsWiderThanTheTerminal) {
  StudentResult jane{std::string(100, 'j'), {}, {std::string(300, 'n')}};
  for (int i = 0; i < 12; ++i) {
    jane.exercises.push_back(exercise("exercise" + std::to_string(i), Verdict::kDoesNotCompile));
    jane.exercises.back().finding = std::string(500, 'f');
  }
  for (const std::size_t width : {40u, 61u, 100u, 200u}) {
    for (const std::string& line : lines_of(grade_table({jane, jane}, {width, false}))) {
      EXPECT_LE(display_width(line), width) << line;
    }
  }
}

TEST(GradeTable, ALongFindingIsCut) {
  StudentResult jane{"jane", {exercise("event", Verdict::kDoesNotCompile)}, {}};
  for (int i = 0; i < 100; ++i) jane.exercises[0].finding += "line\n";
  EXPECT_NE(grade_table({jane}).find("    ... and 92 more lines\n"), std::string::npos);
}

TEST(GradeTable, ColourAddsNothingButEscapes) {
  const std::vector<StudentResult> students = {{"jane", {exercise("event", Verdict::kLeak)}, {}}};
  std::string coloured = grade_table(students, {80, true});
  EXPECT_NE(coloured.find("\x1b[31m  0 leak\x1b[0m"), std::string::npos) << coloured;
  for (std::size_t at; (at = coloured.find('\x1b')) != std::string::npos;) {
    coloured.erase(at, coloured.find('m', at) + 1 - at);
  }
  EXPECT_EQ(coloured, grade_table(students, {80, false}));
}

TEST(GradeTable, NobodyElseSendsEscapes) {
  StudentResult jane{"j\x1b[31m", {exercise("event", Verdict::kLeak)}, {"\x1b]0;title\x07"}};
  jane.exercises[0].claims[0].finding = "\x1b[2J";
  EXPECT_EQ(grade_table({jane}).find('\x1b'), std::string::npos);
}

}  // namespace
}  // namespace lockstep
