// SPDX-License-Identifier: MIT
// A spin lock: one thread at a time has it, and whoever waits for it looks again and again.
//
// It suits critical sections that are shorter than putting a thread to sleep and waking it again.
//
// Waiting: lock() waits while another thread has the lock. It spins: it runs on and looks at the
// lock, and never sleeps until it is woken. So no mutex, no condition variable, no semaphore, no
// futex: only std::atomic. std::this_thread::yield() between two looks is allowed.
//
// Memory ordering: what a thread did before unlock() is seen by whoever has the lock afterwards, by
// lock() or by a try_lock() that returned true (unlock() synchronizes with it).
//
// Not promised: an order among waiting threads. It is not recursive, and checks nothing. The
// caller's errors: lock() by the thread that has it, unlock() by one that does not, and to destroy
// a lock that a thread has or waits for.
#ifndef LESSONS_LOCK_SPIN_LOCK_H_
#define LESSONS_LOCK_SPIN_LOCK_H_

#include <memory>

namespace lockstep {

// Every member may be called by any number of threads at once.
class SpinLock {
 public:
  virtual ~SpinLock() = default;

  // Takes the lock; waits, spinning, until it is free.
  virtual void lock() = 0;

  // Takes the lock if it is free now. Never waits for it. Returns whether it took it: false means
  // that at some moment of the call a thread had it; it may be this one. A call that returns false
  // changes nothing: whoever has the lock keeps it, and nobody else gets it.
  virtual bool try_lock() = 0;

  // Gives the lock back; one of those that wait may take it.
  virtual void unlock() = 0;
};

// A free lock. It has nothing to do with any other lock.
std::unique_ptr<SpinLock> make_spin_lock();

}  // namespace lockstep

#endif  // LESSONS_LOCK_SPIN_LOCK_H_
