// SPDX-License-Identifier: MIT
// A recursive lock: a mutex that knows its owner, and that the owner may lock again.
//
// The lock is free, or one thread owns it with a depth of 1 or more. Each lock by the owner adds 1
// to the depth, each unlock takes 1 away, and at 0 the lock is free again.
//
// Blocking: lock() and try_lock_for() of a thread that is not the owner wait while another thread
// owns the lock, at whatever depth. The owner never waits. When the lock becomes free, one of the
// threads that wait gets it, and so on until all have had it. Waiting threads sleep until an unlock
// wakes them: they neither spin nor look again and again.
//
// Memory ordering: what a thread did before the unlock() that made the lock free is seen by the
// thread that gets the lock next, in whichever way.
//
// Errors: unlock() by a thread that is not the owner, see there. Locks are independent of each
// other: a thread may own several, and whoever uses one does not disturb another.
//
// Not promised: an order among waiting threads. The caller's errors: to end a thread that owns a
// lock (nobody else can unlock it; and a system may give the id of a thread that has ended to a new
// one, which then passes for the owner), a depth above INT_MAX, and to destroy a lock that is owned
// or that a thread still uses. A thread that owns no lock may end at any time, and the next thread
// with its id is a stranger like any other.
//
// Build it from whatever you like. Beware of std::recursive_mutex: it does not tell its owner, and
// an unlock by a stranger is undefined behaviour there, not an error that you can see.
#ifndef LESSONS_LOCK_RECURSIVE_LOCK_H_
#define LESSONS_LOCK_RECURSIVE_LOCK_H_

#include <chrono>
#include <memory>

namespace lockstep {

// Every member may be called by any number of threads at once.
class RecursiveLock {
 public:
  virtual ~RecursiveLock() = default;

  // Makes the calling thread the owner with depth 1; waits while another thread is the owner. If
  // the calling thread is the owner already, adds 1 to the depth.
  virtual void lock() = 0;

  // Does what lock() does if that needs no waiting for another owner. Returns whether it did; false
  // means that at some moment of the call another thread was the owner.
  virtual bool try_lock() = 0;

  // Does what lock() does, but waits at most `timeout`, counted from the call, whatever wakes the
  // thread in between. Zero or less is try_lock(). `timeout` is at most a year.
  // Returns whether it did; false changes nothing.
  virtual bool try_lock_for(std::chrono::nanoseconds timeout) = 0;

  // Takes 1 from the depth; at 0 the lock is free. Throws std::system_error with the code
  // std::errc::operation_not_permitted, and changes nothing, when the calling thread is not the
  // owner: because another thread is, or because the lock is free.
  virtual void unlock() = 0;
};

// A recursive lock that is free.
std::unique_ptr<RecursiveLock> make_recursive_lock();

}  // namespace lockstep

#endif  // LESSONS_LOCK_RECURSIVE_LOCK_H_
