// SPDX-License-Identifier: MIT
// The life of a logical thread within a run.
#pragma once

#include "autograder/explorer/core/run.h"

namespace lockstep::explorer {

// Runs the thread's function from its start edge to its end edge, and leaves the run. Returns when
// the thread is used again, in a later run.
void execute(Thread* me);

// Calls `call(argument)` with the TSan state of `thread`, which must not be running: for telling
// TSan something on behalf of a thread that was given up.
void as_thread(Thread& thread, void (*call)(void*), void* argument);

}  // namespace lockstep::explorer
