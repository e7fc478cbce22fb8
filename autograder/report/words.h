// SPDX-License-Identifier: MIT
// Words that several reports share.
#ifndef AUTOGRADER_REPORT_WORDS_H_
#define AUTOGRADER_REPORT_WORDS_H_

#include <string>

#include "autograder/grade/result.h"

namespace lockstep {

// "semaphore/bounded_semaphore", printable.
std::string label(const ExerciseResult& exercise);

// Why a claim has its verdict: its own finding, or the exercise's where the verdict holds for all
// of it. Printable text of several lines; may be empty.
std::string finding_of(const ExerciseResult& exercise, const ClaimResult& claim);

// Whether every exercise was graded. If not, there is no total.
bool all_graded(const StudentResult& student);

}  // namespace lockstep

#endif  // AUTOGRADER_REPORT_WORDS_H_
