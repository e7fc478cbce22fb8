// SPDX-License-Identifier: MIT
// Runs one claim in a jailed process of its own and collects evidence from outside.
#ifndef AUTOGRADER_RUNNER_SUPERVISE_H_
#define AUTOGRADER_RUNNER_SUPERVISE_H_

#include <string>

#include "autograder/runner/jail.h"
#include "autograder/runner/record.h"

namespace lockstep {

struct Subject {
  std::string binary;  // canonical path of the claims, linked with the submission
  std::string source;  // the name of the student's file: "semaphore.cc"
};

// Runs the claim; a failure that the explorer found is replayed twice, each time in a fresh
// process. Blocks until all its processes have ended. Throws std::system_error when they cannot be
// started.
ClaimRecord supervise(Jail& jail, const Subject& subject, const std::string& claim);

}  // namespace lockstep

#endif  // AUTOGRADER_RUNNER_SUPERVISE_H_
