// SPDX-License-Identifier: MIT
// The interposed functions of reader-writer locks.
#include <errno.h>

#include "autograder/explorer/core/interpose.h"
#include "autograder/explorer/core/rwlock.h"

using lockstep::explorer::kForever;
using lockstep::explorer::self;
using lockstep::explorer::Thread;

namespace {

int timed(Thread* me, pthread_rwlock_t* lock, bool writing, clockid_t clock, const timespec* at,
          const void* pc) {
  int64_t deadline;
  if (!lockstep::explorer::to_deadline(clock, at, &deadline)) return EINVAL;
  return lockstep::explorer::acquire_rwlock(me, lock, writing, deadline, pc);
}

using ClockLock = int(pthread_rwlock_t*, clockid_t, const timespec*);
constinit ClockLock* next_clockrd = nullptr;
constinit ClockLock* next_clockwr = nullptr;

}  // namespace

extern "C" {

int pthread_rwlock_rdlock(pthread_rwlock_t* lock) {
  Thread* me = self();
  if (me == nullptr) return __interceptor_pthread_rwlock_rdlock(lock);
  return lockstep::explorer::acquire_rwlock(me, lock, false, kForever, LOCKSTEP_CALLER);
}

int pthread_rwlock_wrlock(pthread_rwlock_t* lock) {
  Thread* me = self();
  if (me == nullptr) return __interceptor_pthread_rwlock_wrlock(lock);
  return lockstep::explorer::acquire_rwlock(me, lock, true, kForever, LOCKSTEP_CALLER);
}

int pthread_rwlock_tryrdlock(pthread_rwlock_t* lock) {
  Thread* me = self();
  if (me == nullptr) return __interceptor_pthread_rwlock_tryrdlock(lock);
  return lockstep::explorer::try_acquire_rwlock(me, lock, false, LOCKSTEP_CALLER);
}

int pthread_rwlock_trywrlock(pthread_rwlock_t* lock) {
  Thread* me = self();
  if (me == nullptr) return __interceptor_pthread_rwlock_trywrlock(lock);
  return lockstep::explorer::try_acquire_rwlock(me, lock, true, LOCKSTEP_CALLER);
}

int pthread_rwlock_timedrdlock(pthread_rwlock_t* lock, const timespec* at) {
  Thread* me = self();
  if (me == nullptr) return __interceptor_pthread_rwlock_timedrdlock(lock, at);
  return timed(me, lock, false, CLOCK_REALTIME, at, LOCKSTEP_CALLER);
}

int pthread_rwlock_timedwrlock(pthread_rwlock_t* lock, const timespec* at) {
  Thread* me = self();
  if (me == nullptr) return __interceptor_pthread_rwlock_timedwrlock(lock, at);
  return timed(me, lock, true, CLOCK_REALTIME, at, LOCKSTEP_CALLER);
}

int pthread_rwlock_clockrdlock(pthread_rwlock_t* lock, clockid_t clock, const timespec* at) {
  Thread* me = self();
  if (me != nullptr) return timed(me, lock, false, clock, at, LOCKSTEP_CALLER);
  return lockstep::explorer::next_function(next_clockrd, "pthread_rwlock_clockrdlock")(lock, clock,
                                                                                       at);
}

int pthread_rwlock_clockwrlock(pthread_rwlock_t* lock, clockid_t clock, const timespec* at) {
  Thread* me = self();
  if (me != nullptr) return timed(me, lock, true, clock, at, LOCKSTEP_CALLER);
  return lockstep::explorer::next_function(next_clockwr, "pthread_rwlock_clockwrlock")(lock, clock,
                                                                                       at);
}

int pthread_rwlock_unlock(pthread_rwlock_t* lock) {
  Thread* me = self();
  if (me == nullptr) return __interceptor_pthread_rwlock_unlock(lock);
  return lockstep::explorer::release_rwlock(me, lock, LOCKSTEP_CALLER);
}

int pthread_rwlock_destroy(pthread_rwlock_t* lock) {
  Thread* me = self();
  if (me == nullptr) return __interceptor_pthread_rwlock_destroy(lock);
  return lockstep::explorer::destroy_rwlock(me, lock, LOCKSTEP_CALLER);
}
}
