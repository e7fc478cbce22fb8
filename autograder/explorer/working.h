// SPDX-License-Identifier: MIT
// For claims about sleeping: a thread that works for long while others wait for it.
//
//   work_beside(3'000);   // who looks again and again has made 3,000 steps now
//   event.set();
//
// It is what a loop of so many steps is, but in no schedule do the others miss their turns, and
// where all of them sleep it costs one step.
#pragma once

#include <cstdint>

namespace lockstep::explorer {

// The calling thread can run, so no time passes, but the others have all turns until they made
// `steps` steps or none of them can run. When several work at once, they end together.
void work_beside(uint64_t steps);

}  // namespace lockstep::explorer
