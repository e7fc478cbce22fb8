// SPDX-License-Identifier: MIT
// Runs one claim in a process of its own and collects evidence from outside.
#ifndef AUTOGRADER_RUNNER_SUPERVISE_H_
#define AUTOGRADER_RUNNER_SUPERVISE_H_

#include <chrono>
#include <string>

#include "autograder/runner/record.h"

namespace lockstep {

struct Limits {
  int cpu_seconds = 10;                 // of one claim
  std::chrono::seconds wall_clock{60};  // of one claim; wide: a busy machine must not reach it
};

struct Subject {
  std::string binary;  // canonical path of the claims, linked with the submission
  std::string source;  // the name of the student's file: "semaphore.cc"
  Limits limits;
};

// Runs the claim; a failure that the explorer found is replayed twice, each time in a fresh
// process. Blocks until all its processes have ended. Throws std::system_error when they cannot be
// started.
ClaimRecord supervise(const Subject& subject, const std::string& claim);

}  // namespace lockstep

#endif  // AUTOGRADER_RUNNER_SUPERVISE_H_
