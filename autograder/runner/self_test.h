// SPDX-License-Identifier: MIT
// Finds a machine on which nothing may be graded before anything is.
#ifndef AUTOGRADER_RUNNER_SELF_TEST_H_
#define AUTOGRADER_RUNNER_SELF_TEST_H_

#include <string>

#include "autograder/runner/layers.h"

namespace lockstep {

// Runs `binary` (//autograder/runner:self_test_subject) once in a jail of these layers, the way a
// claim is run: a known race must be reported, processes that sleep for good must be noticed, and
// known ways out must be refused. Throws std::runtime_error that says what is broken.
void self_test(const Layers& layers, const std::string& binary);

}  // namespace lockstep

#endif  // AUTOGRADER_RUNNER_SELF_TEST_H_
