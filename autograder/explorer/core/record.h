// SPDX-License-Identifier: MIT
// The steps of a run, kept with their stacks when a trace is wanted.
#pragma once

#include <cstdint>

#include "autograder/explorer/core/run.h"

namespace lockstep::explorer {

struct Step {
  static constexpr int kFrames = 12;

  int thread = 0;
  Op op = Op::kStart;
  Kind kind = Kind::kNone;  // of the object; kNone if there is none
  int index = 0;            // names the object, as Object::index; or the thread, for a join
  int64_t time = 0;         // virtual nanoseconds
  const void* frames[kFrames] = {};  // return addresses, innermost first
};

void begin_record();
void record_step(const Thread* me, Op op, const void* object, const void* pc);
void record_event(const Thread* whom, Op op, const void* object, const void* pc);

// The steps of the last recorded run. Of a very long run only the first are kept: then `all` is set
// to false.
const Step* recorded_steps(int* count, bool* all);

}  // namespace lockstep::explorer
