// SPDX-License-Identifier: MIT
#include "autograder/report/words.h"

#include <algorithm>

#include "autograder/base/utf8.h"

namespace lockstep {

std::string label(const ExerciseResult& exercise) {
  return printable_name(exercise.lesson) + "/" + printable_name(exercise.exercise);
}

std::string finding_of(const ExerciseResult& exercise, const ClaimResult& claim) {
  if (!claim.finding.empty()) return printable(claim.finding);
  const bool shared = holds_for_the_exercise(claim.verdict) && claim.verdict == exercise.verdict;
  return shared ? printable(exercise.finding) : "";
}

bool all_graded(const StudentResult& student) {
  return std::all_of(student.exercises.begin(), student.exercises.end(),
                     [](const ExerciseResult& exercise) { return exercise.graded(); });
}

}  // namespace lockstep
