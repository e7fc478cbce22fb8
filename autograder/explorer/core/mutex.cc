// SPDX-License-Identifier: MIT
// pthread mutexes of every type. The model holds who owns what; the real mutex is never locked
// within a run, so a blocked thread is a fact of the model. Its type is read from glibc's fields.
#include <errno.h>

#include "autograder/explorer/core/interpose.h"
#include "autograder/explorer/core/mutex_type.h"

namespace lockstep::explorer {
namespace {

int lock_result(Thread* me, Object& object, pthread_mutex_t* mutex) {
  if (object.unrecoverable) return ENOTRECOVERABLE;
  bool died = object.robust_died;
  take_mutex(me, object, is_robust(mutex));
  return died ? EOWNERDEAD : 0;
}

// Locked by its owner again. True if that is settled, with the answer in `result`.
bool relock(Object& object, pthread_mutex_t* mutex, bool only_try, int* result) {
  switch (type_of(mutex)) {
    case PTHREAD_MUTEX_RECURSIVE:
      ++object.depth;
      *result = 0;
      return true;
    case PTHREAD_MUTEX_ERRORCHECK:
      *result = only_try ? EBUSY : EDEADLK;
      return true;
    default:
      return false;
  }
}

int lock(Thread* me, pthread_mutex_t* mutex, int64_t deadline, const void* pc) {
  Object& object = mutex_object(me, mutex);
  note(me, Op::kLock, mutex, pc);
  int result = 0;
  if (object.owner == me->id && relock(object, mutex, false, &result)) return result;
  if (object.owner != kNobody && deadline <= run.now) {
    give_way(me);
    if (object.owner != kNobody) {
      unchanged(me);
      return ETIMEDOUT;
    }
    return lock_result(me, object, mutex);
  }
  if (!want(me, WaitFor::kMutex, object, object.waiters, object.owner == kNobody, deadline)) {
    return ETIMEDOUT;
  }
  return lock_result(me, object, mutex);
}

int try_lock(Thread* me, pthread_mutex_t* mutex, const void* pc) {
  Object& object = mutex_object(me, mutex);
  point(me, Op::kTryLock, mutex, pc);
  int result = 0;
  if (object.owner == me->id && relock(object, mutex, true, &result)) return result;
  if (object.owner != kNobody) {
    unchanged(me);
    return EBUSY;
  }
  return lock_result(me, object, mutex);
}

int unlock(Thread* me, pthread_mutex_t* mutex, const void* pc) {
  Object& object = mutex_object(me, mutex);
  point(me, Op::kUnlock, mutex, pc);
  if (object.owner != me->id) {
    if (type_of(mutex) != PTHREAD_MUTEX_TIMED_NP && type_of(mutex) != PTHREAD_MUTEX_ADAPTIVE_NP) {
      return EPERM;
    }
    Text but;
    if (object.owner == kNobody) {
      but << ", which nobody holds";
    } else {
      but << ", which " << thread_text(object.owner).c_str() << " holds";
    }
    misuse(me, "unlocks", object, but.c_str());
  }
  if (object.depth > 1) {
    --object.depth;
    return 0;
  }
  if (object.robust_died) {
    object.robust_died = false;
    object.unrecoverable = true;  // pthread_mutex_consistent was not called
  }
  if (is_robust(mutex)) --me->held_robust;
  give_mutex(me, object);
  return 0;
}

int destroy(Thread* me, pthread_mutex_t* mutex, const void* pc) {
  Object& object = mutex_object(me, mutex);
  point(me, Op::kMutexDestroy, mutex, pc);
  if (object.owner != kNobody) {
    Text but;
    but << " while " << (object.owner == me->id ? "it" : thread_text(object.owner).c_str())
        << " holds it";
    misuse(me, "destroys", object, but.c_str());
  }
  changed(me);
  object.kind = Kind::kNone;
  return __interceptor_pthread_mutex_destroy(mutex);
}

}  // namespace

}  // namespace lockstep::explorer

using lockstep::explorer::self;
using lockstep::explorer::Thread;

extern "C" {

int pthread_mutex_lock(pthread_mutex_t* mutex) {
  Thread* me = self();
  if (me == nullptr) return __interceptor_pthread_mutex_lock(mutex);
  return lockstep::explorer::lock(me, mutex, lockstep::explorer::kForever, LOCKSTEP_CALLER);
}

int pthread_mutex_trylock(pthread_mutex_t* mutex) {
  Thread* me = self();
  if (me == nullptr) return __interceptor_pthread_mutex_trylock(mutex);
  return lockstep::explorer::try_lock(me, mutex, LOCKSTEP_CALLER);
}

int pthread_mutex_clocklock(pthread_mutex_t* mutex, clockid_t clock, const timespec* at) {
  Thread* me = self();
  if (me == nullptr) return __interceptor_pthread_mutex_clocklock(mutex, clock, at);
  int64_t deadline;
  if (!lockstep::explorer::to_deadline(clock, at, &deadline)) return EINVAL;
  return lockstep::explorer::lock(me, mutex, deadline, LOCKSTEP_CALLER);
}

int pthread_mutex_timedlock(pthread_mutex_t* mutex, const timespec* at) {
  Thread* me = self();
  if (me == nullptr) return __interceptor_pthread_mutex_timedlock(mutex, at);
  int64_t deadline;
  if (!lockstep::explorer::to_deadline(CLOCK_REALTIME, at, &deadline)) return EINVAL;
  return lockstep::explorer::lock(me, mutex, deadline, LOCKSTEP_CALLER);
}

int pthread_mutex_unlock(pthread_mutex_t* mutex) {
  Thread* me = self();
  if (me == nullptr) return __interceptor_pthread_mutex_unlock(mutex);
  return lockstep::explorer::unlock(me, mutex, LOCKSTEP_CALLER);
}

int pthread_mutex_destroy(pthread_mutex_t* mutex) {
  Thread* me = self();
  if (me == nullptr) return __interceptor_pthread_mutex_destroy(mutex);
  return lockstep::explorer::destroy(me, mutex, LOCKSTEP_CALLER);
}

int pthread_mutex_init(pthread_mutex_t* mutex, const pthread_mutexattr_t* attributes) {
  if (self() != nullptr) lockstep::explorer::object_at(mutex, lockstep::explorer::Kind::kMutex);
  return __interceptor_pthread_mutex_init(mutex, attributes);
}

int pthread_mutex_consistent(pthread_mutex_t* mutex) {
  static constinit int (*next)(pthread_mutex_t*) = nullptr;
  Thread* me = self();
  if (me == nullptr) {
    return lockstep::explorer::next_function(next, "pthread_mutex_consistent")(mutex);
  }
  lockstep::explorer::Object& object = lockstep::explorer::mutex_object(me, mutex);
  if (object.owner != me->id || !object.robust_died) return EINVAL;
  object.robust_died = false;
  return 0;
}
}
