// SPDX-License-Identifier: MIT
// The results of a small class, the same each time: every verdict, and texts that try to break a
// report.
#ifndef TESTS_REPORTS_SAMPLE_RESULTS_H_
#define TESTS_REPORTS_SAMPLE_RESULTS_H_

#include <vector>

#include "autograder/grade/result.h"

namespace lockstep {

std::vector<StudentResult> sample_results();

}  // namespace lockstep

#endif  // TESTS_REPORTS_SAMPLE_RESULTS_H_
