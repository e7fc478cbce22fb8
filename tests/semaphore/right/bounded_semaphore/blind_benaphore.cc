// SPDX-License-Identifier: MIT
// right: an atomic count that goes below zero inside, and a POSIX semaphore for those who sleep.
// Below zero its size is the number of waiters; available() never shows that.
#include "lessons/semaphore/bounded_semaphore.h"

#include <semaphore.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <ctime>
#include <stdexcept>
#include <system_error>

namespace lockstep {
namespace {

// Longer time-outs are cut to this, so that a deadline never overflows.
constexpr std::chrono::hours kCentury{24 * 365 * 100};

timespec deadline_after(std::chrono::nanoseconds timeout) {
  const std::chrono::nanoseconds at = std::chrono::steady_clock::now().time_since_epoch() +
                                      std::min<std::chrono::nanoseconds>(timeout, kCentury);
  timespec deadline{};
  deadline.tv_sec = static_cast<std::time_t>(at.count() / 1'000'000'000);
  deadline.tv_nsec = static_cast<long>(at.count() % 1'000'000'000);
  return deadline;
}

class Benaphore : public BoundedSemaphore {
 public:
  explicit Benaphore(int permits) : bound_(permits), count_(permits) {
    if (permits < 0) throw std::invalid_argument("permits < 0");
    if (sem_init(&granted_, 0, 0) != 0) {
      throw std::system_error(errno, std::generic_category(), "sem_init");
    }
  }

  ~Benaphore() override { sem_destroy(&granted_); }

  void acquire() override {
    if (count_.fetch_sub(1) <= 0) wait_for_grant();
  }

  bool try_acquire() override {
    int seen = count_.load();
    while (seen > 0) {
      if (count_.compare_exchange_weak(seen, seen - 1)) return true;
    }
    return false;
  }

  bool try_acquire_for(std::chrono::nanoseconds timeout) override {
    if (timeout <= std::chrono::nanoseconds::zero()) return try_acquire();
    const timespec deadline = deadline_after(timeout);
    if (count_.fetch_sub(1) > 0) return true;
    while (sem_clockwait(&granted_, CLOCK_MONOTONIC, &deadline) != 0) {
      if (errno != ETIMEDOUT) continue;
      if (withdraw()) return false;
      // A release has counted us already: its post is there or on its way, and it is for us.
      wait_for_grant();
      return true;
    }
    count_.load();  // As in wait_for_grant().
    return true;
  }

  void release(int n) override {
    if (n < 1) throw std::invalid_argument("n < 1");
    int seen = count_.load();
    do {
      if (n > bound_ - std::max(seen, 0)) throw std::overflow_error("more permits than there are");
    } while (!count_.compare_exchange_weak(seen, seen + n));
    for (int grants = std::min(n, -seen); grants > 0; --grants) sem_post(&granted_);
  }

  int available() const override { return std::max(count_.load(), 0); }

 private:
  void wait_for_grant() {
    while (sem_wait(&granted_) != 0) {
    }
    // The release changed the count before its post: reading the count synchronizes with it.
    count_.load();
  }

  // Gives up waiting. Returns false when there is nobody left who waits without a grant.
  bool withdraw() {
    int seen = count_.load();
    while (seen < 0) {
      if (count_.compare_exchange_weak(seen, seen + 1)) return true;
    }
    return false;
  }

  const int bound_;
  // The free permits; below zero, the number of waiters to whom no release has yet given one.
  std::atomic<int> count_;
  sem_t granted_;
};

}  // namespace

std::unique_ptr<BoundedSemaphore> make_bounded_semaphore(int permits) {
  return std::make_unique<Benaphore>(permits);
}

}  // namespace lockstep
