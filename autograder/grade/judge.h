// SPDX-License-Identifier: MIT
// From evidence to verdicts and points: the table of verdicts, as a pure function.
#ifndef AUTOGRADER_GRADE_JUDGE_H_
#define AUTOGRADER_GRADE_JUDGE_H_

#include <string>
#include <vector>

#include "autograder/grade/claim_list.h"
#include "autograder/grade/result.h"
#include "autograder/runner/record.h"

namespace lockstep {

// Which exercise is judged.
struct ExerciseName {
  std::string lesson;    // "semaphore"
  std::string exercise;  // "bounded_semaphore"
};

// The verdict of one claim: the first in the order of Verdict that has evidence. A claim without
// evidence is a grader fault: silence is no proof of anything.
ClaimResult judge_claim(const ListedClaim& claim, const std::vector<Evidence>& evidence);

// The exercise's result, with every claim of the trusted list. A claim missing in the record is a
// grader fault.
ExerciseResult judge(const ExerciseName& name, const std::vector<ListedClaim>& claims,
                     const Record& record);

// The result of an exercise that has no record: not submitted, or a grader fault with its reason.
ExerciseResult judge_without_record(const ExerciseName& name,
                                    const std::vector<ListedClaim>& claims, Verdict verdict,
                                    const std::string& finding);

}  // namespace lockstep

#endif  // AUTOGRADER_GRADE_JUDGE_H_
