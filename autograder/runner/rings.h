// SPDX-License-Identifier: MIT
// Whether this machine can grade an exercise about io_uring.
#ifndef AUTOGRADER_RUNNER_RINGS_H_
#define AUTOGRADER_RUNNER_RINGS_H_

#include "autograder/runner/layers.h"

namespace lockstep {

// Throws when the kernel, or a container around us, refuses io_uring, and when nothing would hold
// it. Such an exercise is not graded here: it costs nobody a point, and the message says why.
void check_rings(const Layers& layers);

}  // namespace lockstep

#endif  // AUTOGRADER_RUNNER_RINGS_H_
