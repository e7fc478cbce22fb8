// SPDX-License-Identifier: MIT
// What the tests of this folder share.
#ifndef AUTOGRADER_PROCESS_TESTING_H_
#define AUTOGRADER_PROCESS_TESTING_H_

#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <functional>

#include "autograder/explorer/result.h"
#include "autograder/process/plan.h"
#include "autograder/process/supervise.h"

namespace lockstep::process {

// One trial of a body, whatever comes of it.
inline TrialEnd trial_of(const std::function<void()>& body, const Plan& plan = {}) {
  return supervise(body, {plan, true, true});
}

// A child that runs a function and ends with what it returns.
inline pid_t child_of(const std::function<int()>& function) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(function());
  return child;
}

// Its status, as waitpid() gives it.
inline int status_of(pid_t child) {
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) continue;
  return status;
}

// In how many of 40 seeds a body ends with a failed check.
inline int failing_seeds(unsigned kinds, const std::function<void()>& body) {
  int failing = 0;
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    const explorer::Result result = trial_of(body, seeded_plan(kinds, seed)).result;
    failing += result.outcome == explorer::Outcome::kWrongResult;
  }
  return failing;
}

inline void check(bool holds) {
  if (!holds) report(kCheckFailed, "");
}

}  // namespace lockstep::process

#endif  // AUTOGRADER_PROCESS_TESTING_H_
