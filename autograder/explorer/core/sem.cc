// SPDX-License-Identifier: MIT
// POSIX semaphores. The count is kept where glibc keeps it, so that sem_init and sem_getvalue are
// glibc's own, and a semaphore may be used within and outside of runs.
#include <errno.h>
#include <limits.h>

#include "autograder/explorer/core/interpose.h"

namespace lockstep::explorer {
namespace {

unsigned& count_of(sem_t* sem) { return *reinterpret_cast<unsigned*>(sem); }

void take(Thread* me, sem_t* sem, Object& object) {
  if (--count_of(sem) == 0) taken(object.waiters);
  changed(me);
  __tsan_acquire(sem);
}

int fail(int error) {
  errno = error;
  return -1;
}

int wait(Thread* me, sem_t* sem, int64_t deadline, const void* pc) {
  Object& object = object_at(sem, Kind::kSem);
  note(me, Op::kSemWait, sem, pc);
  if (count_of(sem) == 0 && deadline <= run.now) {
    give_way(me);
    if (count_of(sem) == 0) {
      unchanged(me);
      return fail(ETIMEDOUT);
    }
  } else if (!want(me, WaitFor::kSem, object, object.waiters, count_of(sem) > 0, deadline)) {
    return fail(ETIMEDOUT);
  }
  take(me, sem, object);
  return 0;
}

int try_wait(Thread* me, sem_t* sem, const void* pc) {
  Object& object = object_at(sem, Kind::kSem);
  point(me, Op::kSemTryWait, sem, pc);
  if (count_of(sem) == 0) {
    unchanged(me);
    return fail(EAGAIN);
  }
  take(me, sem, object);
  return 0;
}

int post(Thread* me, sem_t* sem, const void* pc) {
  Object& object = object_at(sem, Kind::kSem);
  point(me, Op::kSemPost, sem, pc);
  if (count_of(sem) == SEM_VALUE_MAX) return fail(EOVERFLOW);
  __tsan_release(sem);
  ++count_of(sem);
  freed(object.waiters);
  changed(me);
  return 0;
}

int destroy(Thread* me, sem_t* sem) {
  Object* object = find_object(sem);
  if (object != nullptr && object->kind == Kind::kSem && !object->waiters.empty()) {
    Text but;
    but << " while " << thread_text(object->waiters.first()).c_str() << " waits on it";
    misuse(me, "destroys", *object, but.c_str());
  }
  return __interceptor_sem_destroy(sem);
}

}  // namespace
}  // namespace lockstep::explorer

using lockstep::explorer::kForever;
using lockstep::explorer::self;
using lockstep::explorer::Thread;

extern "C" {

int sem_wait(sem_t* sem) {
  Thread* me = self();
  if (me == nullptr) return __interceptor_sem_wait(sem);
  return lockstep::explorer::wait(me, sem, kForever, LOCKSTEP_CALLER);
}

int sem_trywait(sem_t* sem) {
  Thread* me = self();
  if (me == nullptr) return __interceptor_sem_trywait(sem);
  return lockstep::explorer::try_wait(me, sem, LOCKSTEP_CALLER);
}

int sem_clockwait(sem_t* sem, clockid_t clock, const timespec* at) {
  static constinit int (*next)(sem_t*, clockid_t, const timespec*) = nullptr;
  Thread* me = self();
  if (me == nullptr) {
    return lockstep::explorer::next_function(next, "sem_clockwait")(sem, clock, at);
  }
  int64_t deadline;
  if (!lockstep::explorer::to_deadline(clock, at, &deadline)) {
    return lockstep::explorer::fail(EINVAL);
  }
  return lockstep::explorer::wait(me, sem, deadline, LOCKSTEP_CALLER);
}

int sem_timedwait(sem_t* sem, const timespec* at) {
  Thread* me = self();
  if (me == nullptr) return __interceptor_sem_timedwait(sem, at);
  int64_t deadline;
  if (!lockstep::explorer::to_deadline(CLOCK_REALTIME, at, &deadline)) {
    return lockstep::explorer::fail(EINVAL);
  }
  return lockstep::explorer::wait(me, sem, deadline, LOCKSTEP_CALLER);
}

int sem_post(sem_t* sem) {
  Thread* me = self();
  if (me == nullptr) return __interceptor_sem_post(sem);
  return lockstep::explorer::post(me, sem, LOCKSTEP_CALLER);
}

int sem_destroy(sem_t* sem) {
  Thread* me = self();
  if (me == nullptr) return __interceptor_sem_destroy(sem);
  return lockstep::explorer::destroy(me, sem);
}
}
