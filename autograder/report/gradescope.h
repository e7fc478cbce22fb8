// SPDX-License-Identifier: MIT
// Gradescope's results.json.
#ifndef AUTOGRADER_REPORT_GRADESCOPE_H_
#define AUTOGRADER_REPORT_GRADESCOPE_H_

#include <string>

#include "autograder/grade/result.h"

namespace lockstep {

// The text of results.json for one student: a test for each claim, in the order of the exercises.
//
// When our part failed for any exercise, no test has a score and there is none at the top. By its
// specification Gradescope needs one or the other, so it shows a failed autograder and records
// neither zero nor a part of the points; the output at the top says what happened and what to do.
std::string gradescope_json(const StudentResult& student);

}  // namespace lockstep

#endif  // AUTOGRADER_REPORT_GRADESCOPE_H_
