// SPDX-License-Identifier: MIT
// Waiting in the model. Two kinds: for a resource (a lock, a permit, the end of a thread), which
// enables a waiter whenever it is free, and for a signal, which somebody must give.
#pragma once

#include "autograder/explorer/core/run.h"

namespace lockstep::explorer {

// Wants `object` as a resource, now `free` or not, and gives way. Returns true when the caller was
// chosen and the resource is free, so that it takes it without a further switch; false when
// `deadline` (virtual) passed first. `waiters` is the object's set to stand in.
bool want(Thread* me, WaitFor what, Object& object, ThreadSet& waiters, bool free,
          int64_t deadline);

// The resource was taken: other waiters of the set can no longer run.
inline void taken(const ThreadSet& waiters) { run.enabled -= waiters; }

// The resource is free: any waiter of the set can run.
inline void freed(const ThreadSet& waiters) { run.enabled |= waiters; }

// Waits for a signal on `object`. Returns when one came, or by a time-out or a spurious wakeup: see
// me->wait. `mutex` (or null) is what the caller must find free before it goes on.
void await_signal(Thread* me, WaitFor what, Object& object, Object* mutex, unsigned bits,
                  int64_t deadline);

// Wakes one waiter of a signal.
void wake(Thread* waiter, const void* pc);

// Lets a deadline that has come end its wait.
void time_out(Thread* waiter);

// Spurious wakeups and early time-outs, in the runs whose seed asks for them.
void perturb();

}  // namespace lockstep::explorer
