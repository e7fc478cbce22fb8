// SPDX-License-Identifier: MIT
// POSIX barriers and spin locks.
#include <errno.h>

#include "autograder/explorer/core/interpose.h"

namespace lockstep::explorer {
namespace {

// glibc's own layout: what pthread_barrier_init left there.
unsigned parties_of(const pthread_barrier_t* barrier) {
  constexpr int kCount = 2;
  return reinterpret_cast<const unsigned*>(barrier)[kCount];
}

int arrive(Thread* me, pthread_barrier_t* barrier, const void* pc) {
  Object& object = object_at(barrier, Kind::kBarrier);
  point(me, Op::kBarrierWait, barrier, pc);
  changed(me);
  __tsan_release(barrier);
  if (++object.depth < parties_of(barrier)) {
    await_signal(me, WaitFor::kBarrier, object, nullptr, ~0u, kForever);
    __tsan_acquire(barrier);
    return 0;
  }
  object.depth = 0;
  while (!object.waiters.empty()) wake(&threads[object.waiters.first()], pc);
  __tsan_acquire(barrier);
  return PTHREAD_BARRIER_SERIAL_THREAD;
}

int destroy(Thread* me, pthread_barrier_t* barrier) {
  Object& object = object_at(barrier, Kind::kBarrier);
  if (!object.waiters.empty()) misuse(me, "destroys", object, " while a thread waits at it");
  return __interceptor_pthread_barrier_destroy(barrier);
}

void* spin_address(pthread_spinlock_t* lock) { return const_cast<int*>(lock); }

void take_spin(Thread* me, pthread_spinlock_t* lock, Object& object) {
  object.owner = static_cast<int16_t>(me->id);
  ++run.locked;
  taken(object.waiters);
  changed(me);
  tell_locked(spin_address(lock));
}

int spin_lock(Thread* me, pthread_spinlock_t* lock, const void* pc) {
  Object& object = object_at(spin_address(lock), Kind::kSpin);
  note(me, Op::kLock, spin_address(lock), pc);
  want(me, WaitFor::kMutex, object, object.waiters, object.owner == kNobody, kForever);
  take_spin(me, lock, object);
  return 0;
}

int spin_try_lock(Thread* me, pthread_spinlock_t* lock, const void* pc) {
  Object& object = object_at(spin_address(lock), Kind::kSpin);
  point(me, Op::kTryLock, spin_address(lock), pc);
  if (object.owner != kNobody) {
    unchanged(me);
    return EBUSY;
  }
  take_spin(me, lock, object);
  return 0;
}

int spin_unlock(Thread* me, pthread_spinlock_t* lock, const void* pc) {
  Object& object = object_at(spin_address(lock), Kind::kSpin);
  point(me, Op::kUnlock, spin_address(lock), pc);
  if (object.owner != me->id) misuse(me, "unlocks", object, ", which it does not hold");
  tell_unlocked(spin_address(lock));
  object.owner = kNobody;
  --run.locked;
  freed(object.waiters);
  changed(me);
  return 0;
}

int spin_destroy(Thread* me, pthread_spinlock_t* lock) {
  Object& object = object_at(spin_address(lock), Kind::kSpin);
  if (object.owner != kNobody) misuse(me, "destroys", object, " while it is held");
  return __interceptor_pthread_spin_destroy(lock);
}

}  // namespace
}  // namespace lockstep::explorer

namespace explorer = lockstep::explorer;
using explorer::self;
using explorer::Thread;

extern "C" {

int pthread_barrier_wait(pthread_barrier_t* barrier) {
  Thread* me = self();
  if (me == nullptr) return __interceptor_pthread_barrier_wait(barrier);
  return explorer::arrive(me, barrier, LOCKSTEP_CALLER);
}

int pthread_barrier_destroy(pthread_barrier_t* barrier) {
  Thread* me = self();
  if (me == nullptr) return __interceptor_pthread_barrier_destroy(barrier);
  return explorer::destroy(me, barrier);
}

int pthread_spin_lock(pthread_spinlock_t* lock) {
  Thread* me = self();
  if (me == nullptr) return __interceptor_pthread_spin_lock(lock);
  return explorer::spin_lock(me, lock, LOCKSTEP_CALLER);
}

int pthread_spin_trylock(pthread_spinlock_t* lock) {
  Thread* me = self();
  if (me == nullptr) return __interceptor_pthread_spin_trylock(lock);
  return explorer::spin_try_lock(me, lock, LOCKSTEP_CALLER);
}

int pthread_spin_unlock(pthread_spinlock_t* lock) {
  Thread* me = self();
  if (me == nullptr) return __interceptor_pthread_spin_unlock(lock);
  return explorer::spin_unlock(me, lock, LOCKSTEP_CALLER);
}

int pthread_spin_destroy(pthread_spinlock_t* lock) {
  Thread* me = self();
  if (me == nullptr) return __interceptor_pthread_spin_destroy(lock);
  return explorer::spin_destroy(me, lock);
}
}
