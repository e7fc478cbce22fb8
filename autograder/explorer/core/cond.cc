// SPDX-License-Identifier: MIT
// Condition variables. There is a switch point between the caller's look at its predicate and its
// becoming a waiter: without it, a notification lost in that gap would never be seen.
#include <errno.h>

#include "autograder/explorer/core/interpose.h"

namespace lockstep::explorer {
namespace {

constexpr unsigned kMonotonicBit = 2;  // glibc keeps the clock of a condition variable in __wrefs

clockid_t clock_of(const pthread_cond_t* cond) {
  return (cond->__data.__wrefs & kMonotonicBit) != 0 ? CLOCK_MONOTONIC : CLOCK_REALTIME;
}

void check_wait(Thread* me, Object& object, const Object& mutex) {
  if (mutex.owner != me->id) {
    misuse(me, "waits on", object, " without holding the mutex that it gives");
  }
  if (!object.waiters.empty() && object.partner != &mutex) {
    misuse(me, "waits on", object, " with another mutex than the other waiters use");
  }
  object.partner = &mutex;
}

int wait(Thread* me, pthread_cond_t* cond, pthread_mutex_t* real_mutex, int64_t deadline,
         const void* pc) {
  Object& mutex = mutex_object(me, real_mutex);
  Object& object = object_at(cond, Kind::kCond);
  point(me, Op::kCondWait, cond, pc);
  check_wait(me, object, mutex);
  __tsan_read8_pc(cond, const_cast<void*>(pc));
  uint32_t depth = mutex.depth;
  give_mutex(me, mutex);
  await_signal(me, WaitFor::kCond, object, &mutex, ~0u, deadline);
  take_mutex(me, mutex, false);
  mutex.depth = depth;
  return me->wait.timed_out ? ETIMEDOUT : 0;
}

// A thread whose deadline has passed is not a waiter any more, even if it has not run since.
void signal(Thread* me, pthread_cond_t* cond, bool all, const void* pc) {
  Object& object = object_at(cond, Kind::kCond);
  point(me, all ? Op::kBroadcast : Op::kSignal, cond, pc);
  __tsan_read8_pc(cond, const_cast<void*>(pc));
  int count = object.waiters.size();
  if (all) {
    while (!object.waiters.empty()) wake(&threads[object.waiters.first()], pc);
  } else if (count > 0) {
    int which = count == 1 ? 0 : run.strategy->choose(count);
    if (count > 1) ++run.result.decisions;
    wake(&threads[object.waiters.nth(which)], pc);
  }
  changed(me);
}

int destroy(Thread* me, pthread_cond_t* cond, const void* pc) {
  Object& object = object_at(cond, Kind::kCond);
  point(me, Op::kCondDestroy, cond, pc);
  if (!object.waiters.empty()) {
    Text but;
    but << " while " << thread_text(object.waiters.first()).c_str() << " waits on it";
    misuse(me, "destroys", object, but.c_str());
  }
  __tsan_write_range_pc(cond, sizeof *cond, const_cast<void*>(pc));
  changed(me);
  return 0;
}

}  // namespace
}  // namespace lockstep::explorer

using lockstep::explorer::self;
using lockstep::explorer::Thread;

extern "C" {

int pthread_cond_wait(pthread_cond_t* cond, pthread_mutex_t* mutex) {
  Thread* me = self();
  if (me == nullptr) return __interceptor_pthread_cond_wait(cond, mutex);
  return lockstep::explorer::wait(me, cond, mutex, lockstep::explorer::kForever, LOCKSTEP_CALLER);
}

int pthread_cond_timedwait(pthread_cond_t* cond, pthread_mutex_t* mutex, const timespec* at) {
  Thread* me = self();
  if (me == nullptr) return __interceptor_pthread_cond_timedwait(cond, mutex, at);
  int64_t deadline;
  if (!lockstep::explorer::to_deadline(lockstep::explorer::clock_of(cond), at, &deadline)) {
    return EINVAL;
  }
  return lockstep::explorer::wait(me, cond, mutex, deadline, LOCKSTEP_CALLER);
}

int pthread_cond_clockwait(pthread_cond_t* cond, pthread_mutex_t* mutex, clockid_t clock,
                           const timespec* at) {
  Thread* me = self();
  if (me == nullptr) return __interceptor_pthread_cond_clockwait(cond, mutex, clock, at);
  int64_t deadline;
  if (!lockstep::explorer::to_deadline(clock, at, &deadline)) return EINVAL;
  return lockstep::explorer::wait(me, cond, mutex, deadline, LOCKSTEP_CALLER);
}

int pthread_cond_signal(pthread_cond_t* cond) {
  Thread* me = self();
  if (me == nullptr) return __interceptor_pthread_cond_signal(cond);
  lockstep::explorer::signal(me, cond, false, LOCKSTEP_CALLER);
  return 0;
}

int pthread_cond_broadcast(pthread_cond_t* cond) {
  Thread* me = self();
  if (me == nullptr) return __interceptor_pthread_cond_broadcast(cond);
  lockstep::explorer::signal(me, cond, true, LOCKSTEP_CALLER);
  return 0;
}

int pthread_cond_destroy(pthread_cond_t* cond) {
  Thread* me = self();
  if (me == nullptr) return __interceptor_pthread_cond_destroy(cond);
  return lockstep::explorer::destroy(me, cond, LOCKSTEP_CALLER);
}
}
