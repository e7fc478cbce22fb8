// SPDX-License-Identifier: MIT
// The command line of bubblewrap for a claim's process: a root of its own with the C and C++
// libraries and the program, small writable folders, and nothing else.
#ifndef AUTOGRADER_RUNNER_BOX_H_
#define AUTOGRADER_RUNNER_BOX_H_

#include <string>
#include <vector>

#include "autograder/base/process.h"

namespace lockstep {

// Where the program is, seen from inside.
inline constexpr char kProgramInside[] = "/claims";
// How many processes of ours are above the program's: bubblewrap, and its process 1 inside.
inline constexpr int kBoxLevels = 2;
// The descriptors from which bubblewrap reads its options and the outer filter.
inline constexpr int kOptionsFd = 7;
inline constexpr int kFilterFd = 8;

// Runs `program`, a path outside, in the box, with `argv` of which the first is replaced by
// kProgramInside. With `programs` those in /usr/bin can be seen, too. Nothing on the command line
// tells about the submission or the claims.
Command boxed(std::vector<std::string> argv, const std::string& program, bool programs,
              const std::string& filter = "");

}  // namespace lockstep

#endif  // AUTOGRADER_RUNNER_BOX_H_
