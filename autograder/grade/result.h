// SPDX-License-Identifier: MIT
// What grading finds out, for one claim, one exercise, one student. Plain values: judged once, then
// only reported.
#ifndef AUTOGRADER_GRADE_RESULT_H_
#define AUTOGRADER_GRADE_RESULT_H_

#include <string>
#include <vector>

#include "autograder/grade/verdict.h"

namespace lockstep {

struct ClaimResult {
  std::string name;      // "Suite.Claim", as GoogleTest has it
  std::string sentence;  // the property, in words
  int max_points = 0;
  int points = 0;  // 0 or max_points; meaningless when the verdict is a grader fault
  Verdict verdict = Verdict::kGraderFault;
  std::string finding;   // what is wrong and why, for the student; empty when passed
  std::string trace;     // the failing interleaving, step by step; empty when there is none
  std::string schedule;  // replays the failing interleaving ("pct3:4711"); empty when there is none
};

struct ExerciseResult {
  std::string lesson;    // "semaphore"
  std::string exercise;  // "bounded_semaphore"
  // The worst verdict of the claims, or the one that decides the whole exercise.
  Verdict verdict = Verdict::kGraderFault;
  std::string finding;              // for a verdict on the whole exercise: diagnostics, reasons
  std::vector<ClaimResult> claims;  // all claims of the exercise, in order, whatever the verdict
  int points() const;               // sum over the claims; 0 for a grader fault: see graded()
  int max_points() const;
  bool graded() const;  // false when our part failed for any claim: then there is no grade
};

struct StudentResult {
  std::string student;                    // the name of the folder or archive, made printable
  std::vector<ExerciseResult> exercises;  // the same exercises in the same order for all students
  std::vector<std::string> notes;  // what was odd about the submission and what to do about it
};

}  // namespace lockstep

#endif  // AUTOGRADER_GRADE_RESULT_H_
