// SPDX-License-Identifier: MIT
// A semaphore that knows how many permits there are in all, and refuses to be given more.
//
// It catches a common mistake, a release too many: with a plain semaphore the extra permit lets one
// thread too many in, much later and somewhere else. Here the release itself is the error.
//
// Blocking, memory ordering and what is not promised: as in semaphore.h.
#ifndef LESSONS_SEMAPHORE_BOUNDED_SEMAPHORE_H_
#define LESSONS_SEMAPHORE_BOUNDED_SEMAPHORE_H_

#include <chrono>
#include <memory>

namespace lockstep {

// Every member may be called by any number of threads at once.
class BoundedSemaphore {
 public:
  virtual ~BoundedSemaphore() = default;

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

  // Gives back `n` permits; as many waiting threads go on. Throws std::invalid_argument when n < 1,
  // and std::overflow_error when the free permits and `n` together, before any waiting thread takes
  // one, are more than there are in all. An error changes nothing: no permit is added, no thread
  // goes on. `n` may be any int.
  virtual void release(int n) = 0;

  // The permits that are free now, from 0 to the bound. A snapshot: it may be outdated before it
  // returns, and a permit that a waiting thread is about to take may still count.
  virtual int available() const = 0;
};

// A semaphore with `permits` permits, all free; that is its bound. Throws std::invalid_argument
// when permits < 0.
std::unique_ptr<BoundedSemaphore> make_bounded_semaphore(int permits);

}  // namespace lockstep

#endif  // LESSONS_SEMAPHORE_BOUNDED_SEMAPHORE_H_
