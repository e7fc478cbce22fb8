#include "lessons/semaphore/bounded_semaphore.h"

#include <condition_variable>
#include <mutex>
#include <stdexcept>

namespace lockstep {
namespace {

class Turnstile : public BoundedSemaphore {
 public:
  explicit Turnstile(int permits) : bound_(permits), free_(permits) {
    if (permits < 0) throw std::invalid_argument("a semaphore cannot start below zero");
  }

  void acquire() override {
    std::unique_lock lock(mutex_);
    while (free_ == 0) released_.wait(lock);
    --free_;
  }

  bool try_acquire() override {
    std::lock_guard lock(mutex_);
    if (free_ == 0) return false;
    --free_;
    return true;
  }

  bool try_acquire_for(std::chrono::nanoseconds timeout) override {
    const auto deadline = std::chrono::steady_clock::now() + timeout;
    std::unique_lock lock(mutex_);
    if (!released_.wait_until(lock, deadline, [&] { return free_ > 0; })) return false;
    --free_;
    return true;
  }

  void release(int n) override {
    if (n < 1) throw std::invalid_argument("release needs at least one permit");
    std::lock_guard lock(mutex_);
    if (n > bound_ - free_) throw std::overflow_error("more permits than there are in all");
    free_ += n;
    released_.notify_all();
  }

  int available() const override {
    std::lock_guard lock(mutex_);
    return free_;
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable released_;
  const int bound_;
  int free_;
};

}  // namespace

std::unique_ptr<BoundedSemaphore> make_bounded_semaphore(int permits) {
  return std::make_unique<Turnstile>(permits);
}

}  // namespace lockstep
