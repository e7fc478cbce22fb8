// SPDX-License-Identifier: MIT
// Reader-writer locks. Neither readers nor writers are preferred: who goes first is the schedule's.
#include <errno.h>

#include "autograder/explorer/core/interpose.h"
#include "autograder/explorer/core/rwlock.h"

namespace lockstep::explorer {
namespace {

bool can_read(const Object& object) { return object.owner == kNobody; }
bool can_write(const Object& object) { return can_read(object) && object.readers.empty(); }

// Lets run who can, keeps back who cannot, after any change of the lock.
void settle(Object& object) {
  if (can_read(object)) {
    freed(object.waiters);
  } else {
    taken(object.waiters);
  }
  if (can_write(object)) {
    freed(object.writers);
  } else {
    taken(object.writers);
  }
}

Object& rwlock_object(pthread_rwlock_t* lock) { return object_at(lock, Kind::kRwlock); }

void read_again(Thread* me, const void* lock) {
  ReadAgain* free = nullptr;
  for (ReadAgain& read : me->reads_again) {
    if (read.more == 0) {
      free = &read;
    } else if (read.lock == lock) {
      ++read.more;
      return;
    }
  }
  if (free == nullptr) end_run(Outcome::kFault, "too many locks are read-locked again");
  free->lock = lock;
  free->more = 1;
}

// True if that was not the thread's last hold.
bool still_reads(Thread* me, const void* lock) {
  for (ReadAgain& read : me->reads_again) {
    if (read.more > 0 && read.lock == lock) {
      --read.more;
      return true;
    }
  }
  return false;
}

void take(Thread* me, pthread_rwlock_t* lock, Object& object, bool writing) {
  if (writing) {
    object.owner = static_cast<int16_t>(me->id);
  } else if (object.readers.has(me->id)) {
    read_again(me, lock);
  } else {
    object.readers.add(me->id);
  }
  ++run.locked;
  settle(object);
  changed(me);
  tell_locked(lock, writing ? 0 : kTsanReadLock);
}

}  // namespace

int acquire_rwlock(Thread* me, pthread_rwlock_t* lock, bool writing, int64_t deadline,
                   const void* pc) {
  Object& object = rwlock_object(lock);
  note(me, writing ? Op::kWriteLock : Op::kReadLock, lock, pc);
  if (object.owner == me->id) return EDEADLK;
  bool free = writing ? can_write(object) : can_read(object);
  if (!free && deadline <= run.now) {
    give_way(me);
    if (!(writing ? can_write(object) : can_read(object))) {
      unchanged(me);
      return ETIMEDOUT;
    }
  } else if (!want(me, writing ? WaitFor::kWriteLock : WaitFor::kReadLock, object,
                   writing ? object.writers : object.waiters, free, deadline)) {
    return ETIMEDOUT;
  }
  take(me, lock, object, writing);
  return 0;
}

int try_acquire_rwlock(Thread* me, pthread_rwlock_t* lock, bool writing, const void* pc) {
  Object& object = rwlock_object(lock);
  point(me, Op::kTryLock, lock, pc);
  if (!(writing ? can_write(object) : can_read(object))) {
    unchanged(me);
    return EBUSY;
  }
  take(me, lock, object, writing);
  return 0;
}

int release_rwlock(Thread* me, pthread_rwlock_t* lock, const void* pc) {
  Object& object = rwlock_object(lock);
  point(me, Op::kRwUnlock, lock, pc);
  bool writing = object.owner == me->id;
  if (!writing && !object.readers.has(me->id)) {
    misuse(me, "unlocks", object, ", which it does not hold");
  }
  tell_unlocked(lock, writing ? 0 : kTsanReadLock);
  if (writing) {
    object.owner = kNobody;
  } else if (!still_reads(me, lock)) {
    object.readers.remove(me->id);
  }
  --run.locked;
  settle(object);
  changed(me);
  return 0;
}

int destroy_rwlock(Thread* me, pthread_rwlock_t* lock, const void* pc) {
  Object& object = rwlock_object(lock);
  point(me, Op::kMutexDestroy, lock, pc);
  if (!can_write(object)) misuse(me, "destroys", object, " while it is held");
  object.kind = Kind::kNone;
  changed(me);
  return __interceptor_pthread_rwlock_destroy(lock);
}

}  // namespace lockstep::explorer
