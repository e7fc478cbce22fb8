// expect: wrong result in Semaphore.AnyThreadMayRelease
// A thread that did not acquire is not allowed to release.
// SPDX-License-Identifier: MIT
#include "lessons/semaphore/semaphore.h"

#include <condition_variable>
#include <map>
#include <mutex>
#include <stdexcept>
#include <thread>

namespace lockstep {
namespace {

class MySemaphore : public Semaphore {
 public:
  explicit MySemaphore(int permits) : free_(permits) {
    if (permits < 0) throw std::invalid_argument("negative number of permits");
  }

  void acquire() override {
    std::unique_lock<std::mutex> lock(mutex_);
    released_.wait(lock, [this] { return free_ > 0; });
    --free_;
    ++held_[std::this_thread::get_id()];
  }

  bool try_acquire() override {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (free_ == 0) return false;
    --free_;
    ++held_[std::this_thread::get_id()];
    return true;
  }

  bool try_acquire_for(std::chrono::nanoseconds timeout) override {
    const auto deadline = std::chrono::steady_clock::now() + timeout;
    std::unique_lock<std::mutex> lock(mutex_);
    if (!released_.wait_until(lock, deadline, [this] { return free_ > 0; })) return false;
    --free_;
    ++held_[std::this_thread::get_id()];
    return true;
  }

  void release(int n) override {
    if (n < 1) throw std::invalid_argument("release of less than one permit");
    const std::lock_guard<std::mutex> lock(mutex_);
    int& held = held_[std::this_thread::get_id()];
    if (held < n) throw std::logic_error("released by a thread that did not acquire");
    held -= n;
    free_ += n;
    released_.notify_all();
  }

  int available() const override {
    const std::lock_guard<std::mutex> lock(mutex_);
    return free_;
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable released_;
  int free_;
  std::map<std::thread::id, int> held_;
};

}  // namespace

std::unique_ptr<Semaphore> make_semaphore(int permits) {
  return std::make_unique<MySemaphore>(permits);
}

}  // namespace lockstep
