// SPDX-License-Identifier: MIT
// See working.h.
#include "autograder/explorer/working.h"

#include "autograder/explorer/core/interpose.h"
#include "autograder/explorer/core/run.h"

namespace lockstep::explorer {

void work_beside(uint64_t steps) {
  Thread* me = self();
  if (me == nullptr) return;
  note(me, Op::kWork, nullptr, LOCKSTEP_CALLER);
  changed(me);  // it is no spinning
  run.working.add(me->id);
  run.work_end = run.result.steps + steps;
  give_way(me);
}

}  // namespace lockstep::explorer
