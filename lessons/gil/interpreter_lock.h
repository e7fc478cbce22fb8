// SPDX-License-Identifier: MIT
// The lock of an interpreter: one thread at a time has it and runs, and whoever waits for it asks,
// after a while, that the one that runs let go. Nobody takes it away: the thread that runs looks
// for such a request at its safe points.
//
// Words: a thread has the lock from the return of take() on until it calls drop(). A switch is a
// taking by another thread than the one that had the lock before; the first taking of all is none.
// The interval is the time, 5 ms unless set otherwise, for which a thread waits before it asks.
//
// Asking: a thread that waits asks when a whole interval is over in which it waited and in which
// there was no switch. So if there is no switch, it asks one interval after it began to wait. After
// a switch it asks one interval later at the earliest and two at the latest: it is up to you
// whether a switch begins its interval anew, or the interval that is running is waited out and the
// next one counts. Nothing else begins an interval anew: neither being woken for no reason, nor
// being woken by a drop after which the same thread was quicker and took the lock again.
//
// The request: the drop of the lock is requested while a thread waits that has asked. A switch ends
// the request (whoever waits on may ask again, as above), and so does it when all that have asked
// have given up. A request of others stays when one gives up.
//
// Dropping: drop() gives the lock back and never waits, unless the drop is requested: then it gives
// the lock back and waits until the request has ended, so until another thread has taken the lock
// or all that have asked have given up. Without that a thread that drops the lock and takes it
// again would nearly always be quicker than the one that it just woke.
//
// When the lock is given back, one of the threads that wait takes it, then and not only when its
// interval is over; or a thread that comes just then does, and the others wait on. Waiting threads,
// in take() or in drop(), sleep: they neither spin nor look again more than a few times in each
// interval.
//
// Memory ordering: what a thread did before drop() is seen by the thread that takes the lock next.
//
// errno: no member changes it. What a system call left there before the lock was taken again is
// still to be read afterwards.
//
// Errors: see take() and drop(). Threads are told apart by std::this_thread::get_id().
//
// Not promised: an order among waiting threads, and so that each gets its turn. The caller's
// errors: to end a thread that has the lock, unless after_fork_in_child() comes next; to destroy a
// lock that a thread still uses.
#ifndef LESSONS_GIL_INTERPRETER_LOCK_H_
#define LESSONS_GIL_INTERPRETER_LOCK_H_

#include <chrono>
#include <memory>

#include "lessons/base/global_lock.h"

namespace lockstep {

// A base::GlobalLock, so that an interpreter that runs under one can run under this. Every member
// may be called by any number of threads at once, but for the destructor and after_fork_in_child().
class InterpreterLock : public base::GlobalLock {
 public:
  // Takes the lock; waits, and asks, until it is free. Throws std::system_error with the code
  // std::errc::resource_deadlock_would_occur, and changes nothing, when the calling thread has the
  // lock already.
  void take() override = 0;

  // The same, but waits at most `timeout`, counted from the call, whatever wakes the thread in
  // between. Zero or less: takes the lock if it is free now. `timeout` is at most a year. Returns
  // whether it took the lock. A thread that gives up takes its request along, and leaves the lock,
  // should it be free just then, to those who wait on.
  virtual bool take_for(std::chrono::nanoseconds timeout) = 0;

  // Gives the lock back; waits as described above when the drop is requested. Throws
  // std::system_error with the code std::errc::operation_not_permitted, and changes nothing, when
  // the calling thread does not have the lock.
  void drop() override = 0;

  // Whether the drop is requested now. Any thread may ask. Neither waits nor locks anything, since
  // a thread that runs asks again and again.
  bool drop_requested() const override = 0;

  // A safe point of the thread that has the lock: if the drop is requested, drops the lock and
  // takes it again. If not, it goes on at once, and keeps the lock.
  virtual void safe_point() = 0;

  // How many switches there have been.
  virtual long switches() const = 0;

  // The interval. The new one counts for every interval that begins after the call; one that is
  // running may end as it began. Throws std::invalid_argument, and changes nothing, when it is zero
  // or less. It is at most a year.
  virtual void set_interval(std::chrono::nanoseconds interval) = 0;
  virtual std::chrono::nanoseconds interval() const = 0;

  // Makes the lock anew in a child made by fork(). The child has a copy of all memory, but only the
  // one thread that called fork(). Whoever had the lock then, waited for it, or was within one of
  // its functions does not exist in the child and will never come out: so nothing of the lock may
  // be waited for or relied on, not even its own mutex, which may be locked for ever. To be called
  // by the only thread, before it uses the lock otherwise; no other thread is in a call (in a
  // child, because there is none). Afterwards that thread has the lock, whoever had it before, as
  // if it were the first one to take it: no drop is requested, there were no switches. The interval
  // stays. May be called again, in a child of the child.
  virtual void after_fork_in_child() = 0;
};

// A lock that is free. Throws std::invalid_argument when `interval` is zero or less.
std::unique_ptr<InterpreterLock> make_interpreter_lock(
    std::chrono::nanoseconds interval = std::chrono::milliseconds(5));

}  // namespace lockstep

#endif  // LESSONS_GIL_INTERPRETER_LOCK_H_
