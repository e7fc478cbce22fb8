// SPDX-License-Identifier: MIT
// JUnit XML, which most build servers read.
#ifndef AUTOGRADER_REPORT_JUNIT_H_
#define AUTOGRADER_REPORT_JUNIT_H_

#include <string>

#include "autograder/grade/result.h"

namespace lockstep {

// The XML for one student: a test suite for each exercise, a test case for each claim. A failure's
// type is the verdict; a fault of ours is an error; what was not submitted is skipped. Notes on the
// submission stand in the first suite's system-out.
std::string junit_xml(const StudentResult& student);

}  // namespace lockstep

#endif  // AUTOGRADER_REPORT_JUNIT_H_
