// SPDX-License-Identifier: MIT
// See wait.h.
#include "autograder/explorer/core/wait.h"

#include "autograder/explorer/core/explain.h"
#include "autograder/explorer/core/virtual_time.h"

namespace lockstep::explorer {
namespace {

void stop_waiting(Thread* me) {
  run.timed.remove(me->id);
  me->wait.what = WaitFor::kNothing;
  me->wait.deadline = kForever;
}

void begin_wait(Thread* me, WaitFor what, Object* object, int64_t deadline) {
  Wait& wait = me->wait;
  wait.what = what;
  wait.timed_out = false;
  wait.spurious = false;
  wait.object = object;
  wait.mutex = nullptr;
  wait.deadline = deadline;
  if (deadline != kForever) run.timed.add(me->id);
}

// Puts a thread that was waiting for a signal on its feet: at once, or as soon as it has its mutex.
void resume(Thread* waiter) {
  Wait& wait = waiter->wait;
  run.timed.remove(waiter->id);
  run.signal_waiters.remove(waiter->id);
  if (wait.object != nullptr) wait.object->waiters.remove(waiter->id);
  if (wait.mutex == nullptr) {
    run.enabled.add(waiter->id);
    return;
  }
  wait.what = WaitFor::kMutex;
  wait.object = wait.mutex;
  wait.object->waiters.add(waiter->id);
  if (wait.object->owner == kNobody) run.enabled.add(waiter->id);
}

// What a trace says of it: a sleep ends as it should, and a thread has a name of its own.
void note_time_out(Thread* waiter) {
  const Wait& wait = waiter->wait;
  if (wait.what == WaitFor::kSleep) {
    note_event(waiter, Op::kSleptOut, nullptr, nullptr);
  } else if (wait.what == WaitFor::kJoin) {
    note_event(waiter, Op::kJoinTimedOut,
               reinterpret_cast<const void*>(static_cast<intptr_t>(wait.thread)), nullptr);
  } else {
    note_event(waiter, Op::kTimedOut, reinterpret_cast<const void*>(wait.object->address), nullptr);
  }
}

}  // namespace

bool want(Thread* me, WaitFor what, Object& object, ThreadSet& waiters, bool free,
          int64_t deadline) {
  begin_wait(me, what, &object, deadline);
  waiters.add(me->id);
  if (!free) {
    run.enabled.remove(me->id);
    if (deadline == kForever) end_if_cycle(me);
  }
  give_way(me);
  waiters.remove(me->id);
  stop_waiting(me);
  return !me->wait.timed_out;
}

void await_signal(Thread* me, WaitFor what, Object& object, Object* mutex, unsigned bits,
                  int64_t deadline) {
  begin_wait(me, what, &object, deadline);
  forget_spinning(me);
  me->wait.mutex = mutex;
  me->wait.bits = bits;
  object.waiters.add(me->id);
  run.enabled.remove(me->id);
  bool may_be_spurious = what == WaitFor::kCond || what == WaitFor::kFutex;
  if (may_be_spurious) run.signal_waiters.add(me->id);
  give_way(me);
  if (mutex != nullptr) mutex->waiters.remove(me->id);
  stop_waiting(me);
}

void wake(Thread* waiter, const void* pc) {
  note_event(waiter, Op::kWoken, reinterpret_cast<const void*>(waiter->wait.object->address), pc);
  resume(waiter);
}

void time_out(Thread* waiter) {
  Wait& wait = waiter->wait;
  wait.timed_out = true;
  forget_spinning(waiter);
  note_time_out(waiter);
  switch (wait.what) {
    case WaitFor::kCond:
    case WaitFor::kFutex:
    case WaitFor::kSleep:
      resume(waiter);
      break;
    default:  // a resource: want() takes it out of the object's set
      if (wait.object != nullptr) {
        wait.object->waiters.remove(waiter->id);
        wait.object->writers.remove(waiter->id);
      }
      run.timed.remove(waiter->id);
      run.enabled.add(waiter->id);
  }
}

void perturb() {
  constexpr uint32_t kOneIn = 16;
  if (run.spurious && run.spurious_left > 0 && !run.signal_waiters.empty() &&
      run.random.below(kOneIn) == 0) {
    --run.spurious_left;
    uint32_t which = run.random.below(static_cast<uint32_t>(run.signal_waiters.size()));
    Thread& waiter = threads[run.signal_waiters.nth(static_cast<int>(which))];
    waiter.wait.spurious = true;
    note_event(&waiter, Op::kSpurious, reinterpret_cast<const void*>(waiter.wait.object->address),
               nullptr);
    resume(&waiter);
  }
  if (run.early && !run.timed.empty() && run.random.below(kOneIn) == 0) pass_time();
}

}  // namespace lockstep::explorer
