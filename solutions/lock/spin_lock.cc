// SPDX-License-Identifier: MIT
// Model answer for lessons/lock/spin_lock.h: one flag, taken by test and test-and-set.
//
// Invariant: taken_ is true exactly while a thread has the lock.
#include "lessons/lock/spin_lock.h"

#include <immintrin.h>

#include <atomic>

namespace lockstep {
namespace {

class TestAndTestAndSetLock : public SpinLock {
 public:
  void lock() override {
    // The exchange looks and takes in one step: between a load and a store another thread could
    // take the lock too. Acquire, so that nothing of the critical section moves to before it.
    while (taken_.exchange(true, std::memory_order_acquire)) {
      // An exchange writes, also when it changes nothing, and a write needs the cache line for
      // itself: spinning on it would have the processors take the line from each other again and
      // again, and from the holder too. A load leaves the line shared; it takes part in no
      // ordering, so relaxed is enough: the exchange that follows is what counts.
      while (taken_.load(std::memory_order_relaxed)) {
        // Tells the processor that this is a spin loop: it saves power, leaves more to the other
        // thread of the same core, and leaves the loop sooner when the flag changes.
        _mm_pause();
      }
    }
  }

  bool try_lock() override {
    // Looks first, so that tries in vain do not disturb the holder. The exchange alone decides, and
    // its result is the answer: when it finds the lock taken, it has put back what was there.
    return !taken_.load(std::memory_order_relaxed) &&
           !taken_.exchange(true, std::memory_order_acquire);
  }

  void unlock() override {
    // Release: what the critical section did comes before it, for whoever reads this value with
    // acquire. A relaxed store would give the lock back before the data.
    taken_.store(false, std::memory_order_release);
  }

 private:
  std::atomic<bool> taken_{false};
};

}  // namespace

std::unique_ptr<SpinLock> make_spin_lock() { return std::make_unique<TestAndTestAndSetLock>(); }

}  // namespace lockstep

// On a machine with more threads than processors the holder may be stopped while others spin, each
// for its whole time slice. So locks of the kind that programs use spin for a short while only, and
// then sleep: see futex_lock.
//
// The standard library has no spin lock, but its parts: std::atomic_flag (test_and_set, clear, and
// since C++20 test) is always lock-free. std::atomic_flag::wait() and std::mutex sleep. POSIX has
// pthread_spin_lock(), the Linux kernel queued spin locks, in which each waiting thread looks at a
// word of its own.
