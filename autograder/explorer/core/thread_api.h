// SPDX-License-Identifier: MIT
// Parts of the thread functions that others use too.
#pragma once

#include "autograder/explorer/core/run.h"

namespace lockstep::explorer {

// The same in every run and in both switching modes.
inline long model_gettid(const Thread* me) { return 1'000'000 + me->id; }

// sched_yield: others go first, if any can run.
void yield(Thread* me, const void* pc);

}  // namespace lockstep::explorer
