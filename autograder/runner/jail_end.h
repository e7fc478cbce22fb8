// SPDX-License-Identifier: MIT
// How a process in the jail ended.
#ifndef AUTOGRADER_RUNNER_JAIL_END_H_
#define AUTOGRADER_RUNNER_JAIL_END_H_

#include <string>

#include "autograder/base/process.h"

namespace lockstep {

enum class Stopped {
  kNot,     // it ended by itself
  kLimit,   // memory, processes, output or file size over the limit
  kCpu,     // CPU time over the limit
  kAsleep,  // all its processes sleep for good
  kWall,    // the wall clock ended it
};

struct JailEnd {
  Stopped stopped = Stopped::kNot;
  std::string why;    // which limit, or what they wait in; in words for a student
  Finished finished;  // `signal` is the program's own
};

}  // namespace lockstep

#endif  // AUTOGRADER_RUNNER_JAIL_END_H_
