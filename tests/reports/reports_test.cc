// SPDX-License-Identifier: MIT
// Compares every report of the sample class with the text in golden/.
#include <cstddef>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <set>
#include <string>

#include "autograder/report/csv.h"
#include "autograder/report/gradescope.h"
#include "autograder/report/junit.h"
#include "autograder/report/table.h"
#include "gtest/gtest.h"
#include "tests/reports/sample_results.h"

namespace lockstep {
namespace {

constexpr const char* kHowToRenew =
    "If the new text is right, renew the golden files and look at the difference:\n"
    "  RENEW_GOLDEN=1 bazel run //tests/reports:reports_test && git diff tests/reports/golden\n";

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

// Bazel runs a test in its runfiles, but `bazel run` says where the sources are.
std::string golden_path(const std::string& name) {
  const std::string sources = variable("BUILD_WORKSPACE_DIRECTORY");
  return (sources.empty() ? "" : sources + "/") + "tests/reports/golden/" + name;
}

// The first line in which the two differ, for a message that can be read.
std::size_t first_difference(const std::string& a, const std::string& b) {
  std::size_t line = 1;
  for (std::size_t i = 0; i < a.size() && i < b.size() && a[i] == b[i]; ++i) line += a[i] == '\n';
  return line;
}

void compare(const std::string& name, const std::string& text) {
  if (!variable("RENEW_GOLDEN").empty()) {
    std::ofstream out(golden_path(name), std::ios::binary);
    out << text;
    ASSERT_TRUE(out.flush()) << "cannot write " << golden_path(name);
    return;
  }
  std::ifstream in(golden_path(name), std::ios::binary);
  ASSERT_TRUE(in) << "there is no golden file " << name << "\n" << kHowToRenew;
  const std::string golden{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  EXPECT_EQ(text, golden) << name << " differs from line " << first_difference(text, golden)
                          << " on.\n"
                          << kHowToRenew;
}

// The reports of all students, one after the other.
template <class Report>
std::string for_each_student(Report report) {
  std::string text;
  for (const StudentResult& student : sample_results()) text += report(student) + "\n";
  return text;
}

TEST(SampleResults, HoldEveryVerdict) {
  std::set<Verdict> seen;
  for (const StudentResult& student : sample_results()) {
    for (const ExerciseResult& exercise : student.exercises) {
      for (const ClaimResult& claim : exercise.claims) seen.insert(claim.verdict);
    }
  }
  EXPECT_EQ(seen.size(), static_cast<std::size_t>(Verdict::kPassed) + 1);
}

TEST(Reports, Gradescope) { compare("gradescope.json", for_each_student(gradescope_json)); }

TEST(Reports, JUnit) { compare("junit.xml", for_each_student(junit_xml)); }

TEST(Reports, Csv) { compare("grades.csv", grades_csv(sample_results())); }

TEST(Reports, Table) { compare("table.txt", grade_table(sample_results(), {100, false})); }

TEST(Reports, NarrowTable) { compare("table_50.txt", grade_table(sample_results(), {50, false})); }

TEST(Reports, ColouredTable) {
  compare("table_colour.txt", grade_table(sample_results(), {100, true}));
}

}  // namespace
}  // namespace lockstep
