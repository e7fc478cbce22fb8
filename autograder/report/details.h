// SPDX-License-Identifier: MIT
// What stands below the table of grades.
#ifndef AUTOGRADER_REPORT_DETAILS_H_
#define AUTOGRADER_REPORT_DETAILS_H_

#include <cstddef>
#include <string>

#include "autograder/grade/result.h"

namespace lockstep {

// The notes of one student and the first finding of each failed exercise, in lines of at most
// `width` cells (40 or more). Empty when there is nothing to say.
std::string details_of(const StudentResult& student, std::size_t width);

}  // namespace lockstep

#endif  // AUTOGRADER_REPORT_DETAILS_H_
