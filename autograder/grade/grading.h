// SPDX-License-Identifier: MIT
// Grades a class: from submissions to results, through one Bazel.
#ifndef AUTOGRADER_GRADE_GRADING_H_
#define AUTOGRADER_GRADE_GRADING_H_

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "autograder/grade/intake.h"
#include "autograder/grade/judge.h"

namespace lockstep {

struct GradingRequest {
  std::filesystem::path workspace;
  std::vector<ExerciseName> exercises;  // every student gets a result for each
  std::vector<Submission> submissions;
  std::vector<std::string> bazel_flags;
  std::function<void(const std::string&)> say;         // a line for the person at the terminal
  std::function<void(int done, int all)> on_progress;  // submissions' files graded so far
};

struct Graded {
  std::vector<StudentResult> students;  // in the order of the submissions
  int different_files = 0;              // what had to be graded: identical files count once
  bool interrupted = false;             // then there are no results
};

// Blocks until everything is graded. Another grading run in the same workspace is waited for.
// Throws when Bazel cannot be used at all; whatever fails for single files is a grader fault in
// their results.
Graded grade(const GradingRequest& request);

}  // namespace lockstep

#endif  // AUTOGRADER_GRADE_GRADING_H_
