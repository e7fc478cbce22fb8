// SPDX-License-Identifier: MIT
// ThreadSanitizer's reports during an exploration: kept in memory for the result, and written to
// the usual place after all if the process dies before it is told.
#pragma once

#include "autograder/explorer/core/schedule.h"

namespace lockstep::explorer {

void watch_reports();
void unwatch_reports();

// The schedule that a line on stderr names if the process dies by a signal within a run. It must
// stay valid until the next call; null: none.
void name_schedule(const Schedule* schedule);

}  // namespace lockstep::explorer
