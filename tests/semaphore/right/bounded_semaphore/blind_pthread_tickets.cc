// SPDX-License-Identifier: MIT
// right: a monitor with tickets on a C-style pthread mutex and a CLOCK_MONOTONIC condition.
// First come, first served; a ticket whose owner ran out of time is skipped.
#include "lessons/semaphore/bounded_semaphore.h"

#include <pthread.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <ctime>
#include <iterator>
#include <set>
#include <stdexcept>

namespace lockstep {
namespace {

// Longer time-outs are cut to this, so that a deadline never overflows.
constexpr std::chrono::hours kCentury{24 * 365 * 100};

timespec deadline_after(std::chrono::nanoseconds timeout) {
  timespec at{};
  clock_gettime(CLOCK_MONOTONIC, &at);
  const std::chrono::nanoseconds wait = std::min<std::chrono::nanoseconds>(timeout, kCentury);
  at.tv_sec += static_cast<std::time_t>(wait.count() / 1'000'000'000);
  at.tv_nsec += static_cast<long>(wait.count() % 1'000'000'000);
  if (at.tv_nsec >= 1'000'000'000) {
    at.tv_sec += 1;
    at.tv_nsec -= 1'000'000'000;
  }
  return at;
}

class Locked {
 public:
  explicit Locked(pthread_mutex_t& mutex) : mutex_(mutex) { pthread_mutex_lock(&mutex_); }
  ~Locked() { pthread_mutex_unlock(&mutex_); }
  Locked(const Locked&) = delete;
  Locked& operator=(const Locked&) = delete;

 private:
  pthread_mutex_t& mutex_;
};

class TicketSemaphore : public BoundedSemaphore {
 public:
  explicit TicketSemaphore(int permits) : bound_(permits), served_(permits) {
    if (permits < 0) throw std::invalid_argument("permits < 0");
    pthread_mutex_init(&mutex_, nullptr);
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&served_more_, &attributes);
    pthread_condattr_destroy(&attributes);
  }

  ~TicketSemaphore() override {
    pthread_cond_destroy(&served_more_);
    pthread_mutex_destroy(&mutex_);
  }

  void acquire() override {
    const Locked locked(mutex_);
    const std::int64_t ticket = next_++;
    while (ticket >= served_) pthread_cond_wait(&served_more_, &mutex_);
  }

  bool try_acquire() override {
    const Locked locked(mutex_);
    if (free() == 0) return false;
    ++next_;
    return true;
  }

  bool try_acquire_for(std::chrono::nanoseconds timeout) override {
    if (timeout <= std::chrono::nanoseconds::zero()) return try_acquire();
    const timespec deadline = deadline_after(timeout);
    const Locked locked(mutex_);
    const std::int64_t ticket = next_++;
    while (ticket >= served_) {
      const int error = pthread_cond_timedwait(&served_more_, &mutex_, &deadline);
      if (error == ETIMEDOUT && ticket >= served_) {
        abandon(ticket);
        return false;
      }
    }
    return true;
  }

  void release(int n) override {
    if (n < 1) throw std::invalid_argument("n < 1");
    const Locked locked(mutex_);
    if (n > bound_ - free()) throw std::overflow_error("more permits than there are");
    served_ += n;
    // Each abandoned ticket among those served passes its permit on to one ticket more.
    while (!abandoned_.empty() && *abandoned_.begin() < served_) {
      abandoned_.erase(abandoned_.begin());
      ++served_;
    }
    pthread_cond_broadcast(&served_more_);
  }

  int available() const override {
    const Locked locked(mutex_);
    return free();
  }

 private:
  // Needs the mutex.
  int free() const { return static_cast<int>(std::max<std::int64_t>(served_ - next_, 0)); }

  // Needs the mutex. The newest tickets are taken back, so the set does not grow without a waiter.
  void abandon(std::int64_t ticket) {
    abandoned_.insert(ticket);
    while (!abandoned_.empty() && *abandoned_.rbegin() == next_ - 1) {
      abandoned_.erase(std::prev(abandoned_.end()));
      --next_;
    }
  }

  const int bound_;
  mutable pthread_mutex_t mutex_;
  pthread_cond_t served_more_;
  std::int64_t next_ = 0;             // The ticket that the next thread gets.
  std::int64_t served_;               // The owners of all tickets below this one have their permit.
  std::set<std::int64_t> abandoned_;  // Not below served_, and below next_ - 1.
};

}  // namespace

std::unique_ptr<BoundedSemaphore> make_bounded_semaphore(int permits) {
  return std::make_unique<TicketSemaphore>(permits);
}

}  // namespace lockstep
