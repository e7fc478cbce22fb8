// SPDX-License-Identifier: MIT
// right: a condition variable for each waiter, and direct hand-over to the newest one.
// A permit that was handed over is never seen as free.
#include "lessons/semaphore/semaphore.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <stdexcept>

namespace lockstep {
namespace {

using Clock = std::chrono::steady_clock;

// Longer time-outs are cut to this, so that a deadline never overflows.
constexpr std::chrono::hours kCentury{24 * 365 * 100};

// Lives on the stack of the thread that waits.
struct Waiter {
  std::condition_variable wake;
  bool granted = false;
  Waiter* next = nullptr;
};

class HandoverSemaphore : public Semaphore {
 public:
  explicit HandoverSemaphore(int permits) : free_(permits) {
    if (permits < 0) throw std::invalid_argument("permits < 0");
  }

  void acquire() override {
    std::unique_lock lock(mutex_);
    if (take()) return;
    Waiter self;
    push(self);
    self.wake.wait(lock, [&self] { return self.granted; });
  }

  bool try_acquire() override {
    const std::lock_guard lock(mutex_);
    return take();
  }

  bool try_acquire_for(std::chrono::nanoseconds timeout) override {
    if (timeout <= std::chrono::nanoseconds::zero()) return try_acquire();
    const auto deadline = Clock::now() + std::min<std::chrono::nanoseconds>(timeout, kCentury);
    std::unique_lock lock(mutex_);
    if (take()) return true;
    Waiter self;
    push(self);
    if (self.wake.wait_until(lock, deadline, [&self] { return self.granted; })) return true;
    remove(self);
    return false;
  }

  void release(int n) override {
    if (n < 1) throw std::invalid_argument("n < 1");
    const std::lock_guard lock(mutex_);
    for (; n > 0 && newest_ != nullptr; --n) {
      Waiter& waiter = *newest_;
      newest_ = waiter.next;
      waiter.granted = true;
      // Under the mutex: without it the waiter might be gone already.
      waiter.wake.notify_one();
    }
    free_ += n;
  }

  int available() const override {
    const std::lock_guard lock(mutex_);
    return free_;
  }

 private:
  // Takes a free permit, if there is one. Needs the mutex.
  bool take() {
    if (free_ == 0) return false;
    --free_;
    return true;
  }

  // Needs the mutex.
  void push(Waiter& waiter) {
    waiter.next = newest_;
    newest_ = &waiter;
  }

  // Needs the mutex. `waiter` must be in the list.
  void remove(Waiter& waiter) {
    Waiter** link = &newest_;
    while (*link != &waiter) link = &(*link)->next;
    *link = waiter.next;
  }

  mutable std::mutex mutex_;
  int free_;                  // 0 whenever somebody waits.
  Waiter* newest_ = nullptr;  // Those that wait and have no permit yet.
};

}  // namespace

std::unique_ptr<Semaphore> make_semaphore(int permits) {
  return std::make_unique<HandoverSemaphore>(permits);
}

}  // namespace lockstep
