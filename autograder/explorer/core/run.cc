// SPDX-License-Identifier: MIT
// The scheduler's inner loop: note a step, choose who runs, switch.
#include "autograder/explorer/core/run.h"

#include "autograder/explorer/core/explain.h"
#include "autograder/explorer/core/record.h"
#include "autograder/explorer/core/tsan.h"
#include "autograder/explorer/core/virtual_time.h"
#include "autograder/explorer/core/wait.h"

namespace lockstep::explorer {

constinit Run run;
constinit Thread* current = nullptr;
constinit Thread threads[kMaxThreads];

namespace {

constexpr uint64_t kHeldBack = 200;  // steps for which those who had a turn then wait

// The others while a thread works for long, whether they spin or not. Nobody when it has worked
// long enough, or when they all wait.
ThreadSet beside_work() {
  ThreadSet set = run.enabled;
  set -= run.working;
  if (set.empty() || run.result.steps > run.work_end) {
    run.working.clear();
    return {};
  }
  ThreadSet busy = set;
  busy -= run.lagging;
  return busy.empty() ? set : busy;
}

// Those who should run: the enabled ones that do more than spin.
ThreadSet candidates() {
  ThreadSet set = run.enabled;
  if (!run.working.empty()) {
    ThreadSet others = beside_work();
    if (!others.empty()) return others;
  }
  set -= run.lagging;
  if (set.empty()) set = next_waiting();
  if (set.empty()) end_stuck();
  return set;
}

// Threads that change things for ever (try, back off, try again) must not starve the others.
void hold_back_who_ran(ThreadSet& set) {
  if (run.result.steps >= run.window_end) {
    run.window_end = run.result.steps + kWindow;
    run.held_back = run.ran;
    run.held_back_until = run.result.steps + kHeldBack;
    run.ran.clear();
  }
  if (run.result.steps >= run.held_back_until) return;
  ThreadSet others = set;
  others -= run.held_back;
  if (!others.empty()) set = others;
}

void check_limits(Thread* me) {
  if (run.reported != Outcome::kPassed) end_run(run.reported, kReported);
  if (run.result.steps >= run.spec.max_steps) {
    Text text;
    end_run(Outcome::kNoProgress, text << "the run did not end within "
                                       << static_cast<int64_t>(run.spec.max_steps) << " steps; "
                                       << thread_text(me->id).c_str() << " was running");
  }
}

void check_invariant() {
  if (run.spec.holds == nullptr) return;
  run.active = false;  // what the check itself does is no step
  __tsan_ignore_thread_begin();
  AnnotateIgnoreSyncBegin(__FILE__, __LINE__);
  bool holds = run.spec.holds(run.spec.argument);
  AnnotateIgnoreSyncEnd(__FILE__, __LINE__);
  __tsan_ignore_thread_end();
  run.active = true;
  if (!holds) end_run(Outcome::kWrongResult, "the invariant does not hold after a step");
}

}  // namespace

void note(Thread* me, Op op, const void* object, const void* pc) {
  me->op = op;
  me->op_object = object;
  RunResult& result = run.result;
  result.hash = (result.hash ^ (static_cast<uint64_t>(me->id) << 8 | static_cast<uint64_t>(op))) *
                0x100000001B3u;
  result.hash ^= result.hash >> 29;
  if (__builtin_expect(run.spec.record, 0)) record_step(me, op, object, pc);
}

void note_event(Thread* whom, Op op, const void* object, const void* pc) {
  run.result.hash =
      run.result.hash * 31 + static_cast<uint64_t>(whom->id) * 64 + static_cast<uint64_t>(op);
  if (__builtin_expect(run.spec.record, 0)) record_event(whom, op, object, pc);
}

void give_way(Thread* me) {
  check_limits(me);
  check_invariant();
  ++run.result.steps;
  ++me->steps;
  if (!run.timed.empty() || !run.signal_waiters.empty()) {
    ++run.result.decisions;  // a wait may end early, in the seeds that ask for it
    if (run.spurious || run.early) perturb();
  }
  ThreadSet set = candidates();
  int chosen;
  if (set.holds_one()) {
    chosen = set.first();
  } else {
    hold_back_who_ran(set);
    ++run.result.decisions;
    chosen = set.holds_one() ? set.first() : run.strategy->pick(set, me->id);
  }
  run.ran.add(chosen);
  if (chosen == me->id) return;
  current = &threads[chosen];
  switch_context(me->context, current->context);
}

void point(Thread* me, Op op, const void* object, const void* pc) {
  note(me, op, object, pc);
  give_way(me);
}

void leave_run(Thread* me) {
  if (run.live > 0) {
    give_way(me);  // comes back in the next run, when the thread is used again
    return;
  }
  run.active = false;
  switch_context(me->context, run.driver);
}

void end_run(Outcome outcome, const Text& message) {
  run.result.outcome = outcome;
  run.result.message = message;
  run.result.abandoned = true;
  run.active = false;
  switch_context(current->context, run.driver);
  __builtin_trap();  // a given-up thread was continued
}

void end_run(Outcome outcome, const char* message) {
  Text text;
  end_run(outcome, text << message);
}

}  // namespace lockstep::explorer
