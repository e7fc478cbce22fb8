// SPDX-License-Identifier: MIT
// Names for threads and objects, and why nobody can run, in words that a student understands.
#pragma once

#include "autograder/explorer/core/run.h"

namespace lockstep::explorer {

// "the main thread" or "thread 2".
Text thread_text(int id);

// "mutex A": the letter is the order of first use in the run, so it is the same in each replay.
Text object_text(const Object& object);
Text object_text(const void* address, Kind kind);

// Ends the run as a deadlock if the caller's wait closes a cycle of holders and waiters.
void end_if_cycle(Thread* me);

// Ends the run when no thread can go on: deadlock or lost wakeup, or a leak if the body has ended.
[[noreturn]] void end_stuck();

}  // namespace lockstep::explorer
