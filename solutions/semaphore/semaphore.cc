// SPDX-License-Identifier: MIT
// Model answer for lessons/semaphore/semaphore.h: a count, a mutex that guards it, and a condition
// variable to sleep on.
//
// Invariant while the mutex is free: free_ is the number of free permits, and it is 0 or more.
#include "lessons/semaphore/semaphore.h"

#include <condition_variable>
#include <mutex>
#include <stdexcept>

namespace lockstep {
namespace {

class CountingSemaphore : public Semaphore {
 public:
  explicit CountingSemaphore(int permits) : free_(permits) {
    if (permits < 0) throw std::invalid_argument("a semaphore starts with 0 permits or more");
  }

  void acquire() override {
    std::unique_lock<std::mutex> lock(mutex_);
    // wait() with a predicate is a loop. An `if` would not do: between the notification and the
    // moment this thread has the mutex again, another thread may have taken the permit; and a
    // condition variable may wake a thread for no reason at all.
    released_.wait(lock, [this] { return free_ > 0; });
    --free_;
  }

  bool try_acquire() override {
    // Waits for the mutex, which nobody holds for long, but never for a permit. A try_lock() here
    // would fail when another thread is just looking, though a permit is free.
    const std::lock_guard<std::mutex> lock(mutex_);
    if (free_ == 0) return false;
    --free_;
    return true;
  }

  bool try_acquire_for(std::chrono::nanoseconds timeout) override {
    // Computed once: a wakeup that brings no permit must not start the time-out again. The steady
    // clock, because nobody can set it.
    const auto deadline = std::chrono::steady_clock::now() + timeout;
    std::unique_lock<std::mutex> lock(mutex_);
    // wait_until() with a predicate looks at the count once more after the deadline, so a thread
    // that was notified and came late still takes its permit. Without that look it would return
    // false with the notification in its pocket, and a thread that waits beside it would sleep on
    // although a permit is free. Nothing is reserved while waiting, so there is nothing to undo.
    if (!released_.wait_until(lock, deadline, [this] { return free_ > 0; })) return false;
    --free_;
    return true;
  }

  void release(int n) override {
    if (n < 1) throw std::invalid_argument("a release gives back 1 permit or more");
    // The count changes under the mutex: a waiter that has seen 0 holds the mutex until it sleeps,
    // so the notification cannot fall between its look and its sleep.
    const std::lock_guard<std::mutex> lock(mutex_);
    free_ += n;
    // Always, not only when the count was 0: a thread woken by the release before may not have
    // taken its permit yet, and this permit is for somebody else. One call for each permit would do
    // as well as notify_all(); one call for all of them would leave n - 1 threads asleep.
    if (n == 1) {
      released_.notify_one();
    } else {
      released_.notify_all();
    }
    // Notified with the mutex held: the woken thread cannot leave acquire(), and perhaps destroy
    // the semaphore, before this thread has done its last step in here.
  }

  int available() const override {
    // A read beside a write is a data race, also for an int, also when the value is only a hint.
    const std::lock_guard<std::mutex> lock(mutex_);
    return free_;
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable released_;
  int free_;  // guarded by mutex_
};

}  // namespace

std::unique_ptr<Semaphore> make_semaphore(int permits) {
  return std::make_unique<CountingSemaphore>(permits);
}

}  // namespace lockstep

// Memory ordering comes from the mutex: release() unlocks it after the caller's writes, and the
// acquire that takes the permit locks it before the caller's reads.
//
// The standard library has std::counting_semaphore<LeastMax> and std::binary_semaphore
// (<semaphore>, C++20): acquire, try_acquire, try_acquire_for, try_acquire_until, release(n). They
// need no mutex: the count is one atomic word, and waiting threads sleep on its address. What
// differs:
// - A negative start, n below 0 and a count above max() are undefined behaviour, not exceptions;
//   release(0) is allowed. LeastMax is a least value: max() may be larger.
// - try_acquire() may fail although a permit is free.
// - There is no available(): the number is out of date when it arrives.
// - In libstdc++ 12 acquire() may sleep on a count that it read before it last looked, so a wakeup
//   can be lost (GCC bug 104928).
// POSIX has sem_t (<semaphore.h>), which also works between processes.
