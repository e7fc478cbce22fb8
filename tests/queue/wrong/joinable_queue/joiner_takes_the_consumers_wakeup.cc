// expect: lost wakeup in JoinableQueue.JoinWaitsForNewItems
// Consumers and joiners share a condition variable, and the notify_one of a put may wake a joiner.
// SPDX-License-Identifier: MIT
#include "lessons/queue/joinable_queue.h"

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <stdexcept>

namespace lockstep {
namespace {

class MyJoinableQueue : public JoinableQueue {
 public:
  explicit MyJoinableQueue(int capacity)
      : capacity_(capacity == 0 ? SIZE_MAX : static_cast<size_t>(capacity)) {
    if (capacity < 0) throw std::invalid_argument("negative capacity");
  }

  void put(int item) override {
    std::unique_lock<std::mutex> lock(mutex_);
    room_.wait(lock, [this] { return items_.size() < capacity_; });
    ++unfinished_;
    items_.push_back(item);
    item_.notify_one();
  }

  int get() override {
    std::unique_lock<std::mutex> lock(mutex_);
    item_.wait(lock, [this] { return !items_.empty(); });
    return take();
  }

  std::optional<int> try_get() override {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (items_.empty()) return std::nullopt;
    return take();
  }

  void task_done() override {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (unfinished_ == 0) throw std::logic_error("task_done() called too many times");
    if (--unfinished_ == 0) item_.notify_all();
  }

  void join() override {
    std::unique_lock<std::mutex> lock(mutex_);
    item_.wait(lock, [this] { return unfinished_ == 0; });
  }

 private:
  // The mutex is held.
  int take() {
    const int item = items_.front();
    items_.pop_front();
    room_.notify_one();
    return item;
  }

  std::mutex mutex_;
  std::condition_variable room_;
  std::condition_variable item_;
  std::deque<int> items_;
  int unfinished_ = 0;
  const size_t capacity_;
};

}  // namespace

std::unique_ptr<JoinableQueue> make_joinable_queue(int capacity) {
  return std::make_unique<MyJoinableQueue>(capacity);
}

}  // namespace lockstep
