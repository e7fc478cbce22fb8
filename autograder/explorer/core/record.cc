// SPDX-License-Identifier: MIT
// See record.h.
#include "autograder/explorer/core/record.h"

#include <unwind.h>

#include "autograder/explorer/core/raw.h"

namespace lockstep::explorer {
namespace {

constexpr int kMostSteps = 40'000;

constinit Step* steps = nullptr;
constinit int step_count = 0;
constinit bool cut = false;  // there were more

struct Frames {
  Step* step;
  const void* from;  // the interposed function's return address: frames below it are ours
  bool found;
  int count;
};

_Unwind_Reason_Code add_frame(_Unwind_Context* context, void* argument) {
  auto& frames = *static_cast<Frames*>(argument);
  auto pc = reinterpret_cast<const void*>(_Unwind_GetIP(context));
  if (pc == frames.from) frames.found = true;
  if (!frames.found) return _URC_NO_REASON;
  if (frames.count == Step::kFrames) return _URC_END_OF_STACK;
  frames.step->frames[frames.count++] = pc;
  return _URC_NO_REASON;
}

Kind kind_of(Op op) {
  if (op >= Op::kAtomicLoad && op <= Op::kAtomicUpdate) return Kind::kAtomic;
  switch (op) {
    case Op::kPlainRead:
    case Op::kPlainWrite:
      return Kind::kAtomic;
    case Op::kSemWait:
    case Op::kSemTryWait:
    case Op::kSemPost:
      return Kind::kSem;
    default:
      return Kind::kNone;
  }
}

Step* add(const Thread* thread, Op op, const void* object) {
  cut = cut || step_count == kMostSteps;
  if (cut) return nullptr;
  Step& step = steps[step_count++];
  step = Step{};
  step.thread = thread->id;
  step.op = op;
  step.time = run.now;
  if (is_about_thread(op)) {
    step.index = static_cast<int>(reinterpret_cast<intptr_t>(object));
  } else if (object != nullptr) {
    const Object* known = find_object(object);
    if (known == nullptr) known = &object_at(object, kind_of(op));
    step.kind = known->kind;
    step.index = known->index;
  }
  return &step;
}

}  // namespace

void begin_record() {
  if (steps == nullptr) steps = static_cast<Step*>(map_memory(sizeof(Step) * kMostSteps));
  step_count = 0;
  cut = false;
}

void record_step(const Thread* me, Op op, const void* object, const void* pc) {
  Step* step = add(me, op, object);
  if (step == nullptr || pc == nullptr) return;
  Frames frames{step, pc, false, 0};
  run.active = false;  // what the unwinder does is no step
  _Unwind_Backtrace(add_frame, &frames);
  run.active = true;
  if (frames.count == 0) step->frames[0] = pc;
}

void record_event(const Thread* whom, Op op, const void* object, const void* pc) {
  Step* step = add(whom, op, object);
  if (step != nullptr) step->frames[0] = pc;
}

const Step* recorded_steps(int* count, bool* all) {
  *count = step_count;
  *all = !cut;
  return steps;
}

}  // namespace lockstep::explorer
