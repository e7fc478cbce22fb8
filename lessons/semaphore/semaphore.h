// SPDX-License-Identifier: MIT
// A counting semaphore: a number of permits that threads take and give back.
//
// Blocking: acquire() waits until a permit is free, try_acquire_for() at most for its time-out;
// nothing else waits for a permit. release(n) adds n permits, and as many waiting threads as there
// are permits go on.
//
// Memory ordering: what a thread did before release() is seen by each thread whose acquire takes a
// permit that this release gave (release() synchronizes with it).
//
// Permits belong to nobody: any thread may release, also one that never acquired. A permit is never
// lost: a try_acquire_for() that returns false took none, even when its time-out meets a release().
//
// Not promised: an order among waiting threads; a time-out of centuries, whose end the steady clock
// cannot express. Destroying a semaphore that a thread still uses is the caller's error.
#ifndef LESSONS_SEMAPHORE_SEMAPHORE_H_
#define LESSONS_SEMAPHORE_SEMAPHORE_H_

#include <chrono>
#include <memory>

namespace lockstep {

// Every member may be called by any number of threads at once.
class Semaphore {
 public:
  virtual ~Semaphore() = default;

  // Takes one permit; waits until there is one. Waiting threads sleep until a
  // release wakes them: they neither spin nor look again and again.
  virtual void acquire() = 0;

  // Takes one permit if one is free now. Never waits for a permit. Returns whether it took one;
  // false means that at some moment of the call none was free.
  virtual bool try_acquire() = 0;

  // Takes one permit, waiting for it at most `timeout`, counted from the call, whatever wakes the
  // thread in between. Zero or less is try_acquire(). `timeout` is at most a year.
  // Returns whether it took one.
  virtual bool try_acquire_for(std::chrono::nanoseconds timeout) = 0;

  // Gives back `n` permits; as many waiting threads go on. Throws std::invalid_argument and changes
  // nothing when n < 1. The caller keeps the number of permits within an int.
  virtual void release(int n) = 0;

  // The permits that are free now, never below 0. A snapshot: other threads may have changed it
  // before it returns, and a permit that a waiting thread is about to take may still count.
  virtual int available() const = 0;
};

// A semaphore with `permits` free permits. Throws std::invalid_argument when permits < 0.
std::unique_ptr<Semaphore> make_semaphore(int permits);

}  // namespace lockstep

#endif  // LESSONS_SEMAPHORE_SEMAPHORE_H_
