// SPDX-License-Identifier: MIT
// right: std::atomic_ref and a raw futex with an absolute monotonic deadline, no mutex.
#include "lessons/semaphore/semaphore.h"

#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <ctime>
#include <stdexcept>

namespace lockstep {
namespace {

// Longer time-outs are cut to this, so that a deadline never overflows.
constexpr std::chrono::hours kCentury{24 * 365 * 100};

timespec deadline_after(std::chrono::nanoseconds timeout) {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  const std::chrono::nanoseconds at = std::chrono::seconds(now.tv_sec) +
                                      std::chrono::nanoseconds(now.tv_nsec) +
                                      std::min<std::chrono::nanoseconds>(timeout, kCentury);
  timespec deadline{};
  deadline.tv_sec = static_cast<std::time_t>(at.count() / 1'000'000'000);
  deadline.tv_nsec = static_cast<long>(at.count() % 1'000'000'000);
  return deadline;
}

class FutexSemaphore : public Semaphore {
 public:
  explicit FutexSemaphore(int permits) : permits_(permits) {
    if (permits < 0) throw std::invalid_argument("permits < 0");
  }

  void acquire() override {
    while (!try_acquire()) sleep_while_empty(nullptr);
  }

  bool try_acquire() override {
    const std::atomic_ref permits(permits_);
    int seen = permits.load();
    while (seen > 0) {
      if (permits.compare_exchange_weak(seen, seen - 1)) return true;
    }
    return false;
  }

  bool try_acquire_for(std::chrono::nanoseconds timeout) override {
    if (timeout <= std::chrono::nanoseconds::zero()) return try_acquire();
    const timespec deadline = deadline_after(timeout);
    while (!try_acquire()) {
      if (!sleep_while_empty(&deadline)) return try_acquire();
    }
    return true;
  }

  void release(int n) override {
    if (n < 1) throw std::invalid_argument("n < 1");
    std::atomic_ref(permits_).fetch_add(n);
    // A sleeper counts itself before the kernel looks at permits_: when we do not see it here, it
    // sees our permits and does not sleep.
    if (std::atomic_ref(sleepers_).load() > 0) {
      ::syscall(SYS_futex, &permits_, FUTEX_WAKE_PRIVATE, n, nullptr, nullptr, 0);
    }
  }

  int available() const override { return std::atomic_ref(permits_).load(); }

 private:
  // Sleeps until it is woken, for whatever reason, or until the deadline when there is one; not at
  // all when a permit is free. Returns false when the deadline has passed.
  bool sleep_while_empty(const timespec* deadline) {
    const std::atomic_ref sleepers(sleepers_);
    sleepers.fetch_add(1);
    // Unlike FUTEX_WAIT, the BITSET form takes an absolute time.
    const long result = ::syscall(SYS_futex, &permits_, FUTEX_WAIT_BITSET_PRIVATE, 0, deadline,
                                  nullptr, FUTEX_BITSET_MATCH_ANY);
    const bool expired = result == -1 && errno == ETIMEDOUT;
    sleepers.fetch_sub(1);
    return !expired;
  }

  mutable int permits_;  // Never below 0. The futex word.
  int sleepers_ = 0;
};

}  // namespace

std::unique_ptr<Semaphore> make_semaphore(int permits) {
  return std::make_unique<FutexSemaphore>(permits);
}

}  // namespace lockstep
