// SPDX-License-Identifier: MIT
// The core's front: one run under one schedule. Used by explore.cc only; not thread-safe.
#pragma once

#include "autograder/explorer/core/run.h"

namespace lockstep::explorer {

// Between these two, runs may be made: ThreadSanitizer's reports are captured, and the student's
// statics are kept. The caller's thread drives the runs.
void begin_exploration();
void end_exploration();

// Makes one run. The result is overwritten by the next run.
const RunResult& make_run(const Schedule& schedule, const RunSpec& spec);

// What ThreadSanitizer wrote since the exploration began, up to `size` bytes; returns its length.
unsigned long captured_reports(char* to, unsigned long size);

}  // namespace lockstep::explorer
