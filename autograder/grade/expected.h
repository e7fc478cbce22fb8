// SPDX-License-Identifier: MIT
// What the first line of a wrong solution says that it must get.
#ifndef AUTOGRADER_GRADE_EXPECTED_H_
#define AUTOGRADER_GRADE_EXPECTED_H_

#include <string>

#include "autograder/grade/verdict.h"

namespace lockstep {

struct Expected {
  Verdict verdict = Verdict::kPassed;
  std::string claim;  // empty: every claim
};

// Reads "// expect: lost wakeup in Semaphore.EachReleaseWakesAWaiter". Throws std::runtime_error
// when the file does not begin so.
Expected expected_of_wrong(const std::string& source);

}  // namespace lockstep

#endif  // AUTOGRADER_GRADE_EXPECTED_H_
