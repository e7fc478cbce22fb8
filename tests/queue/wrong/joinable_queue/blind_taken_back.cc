// expect: wrong result in JoinableQueue.RefusalChangesNothing
// A task_done too many counts down and takes it back: a put in between has an item without a count.
// SPDX-License-Identifier: MIT
#include "lessons/queue/joinable_queue.h"

#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <stdexcept>

namespace lockstep {
namespace {

class MyJoinableQueue : public JoinableQueue {
 public:
  explicit MyJoinableQueue(int capacity) : capacity_(static_cast<size_t>(capacity)) {}

  void put(int item) override {
    std::unique_lock<std::mutex> guard(mutex_);
    room_.wait(guard, [&] { return capacity_ == 0 || items_.size() < capacity_; });
    items_.push_back(item);
    ++unfinished_;
    item_.notify_one();
  }

  int get() override {
    std::unique_lock<std::mutex> guard(mutex_);
    item_.wait(guard, [&] { return !items_.empty(); });
    return take();
  }

  std::optional<int> try_get() override {
    const std::lock_guard<std::mutex> guard(mutex_);
    if (items_.empty()) return std::nullopt;
    return take();
  }

  void task_done() override {
    const int before = unfinished_.fetch_sub(1);
    if (before <= 0) {
      ++unfinished_;
      throw std::logic_error("task_done() was called for more than was put");
    }
    if (before > 1) return;
    const std::lock_guard<std::mutex> guard(mutex_);  // nobody is between his look and his sleep
    all_done_.notify_all();
  }

  void join() override {
    std::unique_lock<std::mutex> guard(mutex_);
    all_done_.wait(guard, [&] { return unfinished_ == 0; });
  }

 private:
  // Called with the mutex, when there is an item.
  int take() {
    const int item = items_.front();
    items_.pop_front();
    room_.notify_one();
    return item;
  }

  const size_t capacity_;  // 0: unbounded
  std::mutex mutex_;
  std::condition_variable room_;
  std::condition_variable item_;
  std::condition_variable all_done_;
  std::deque<int> items_;  // guarded by mutex_
  std::atomic<int> unfinished_{0};
};

}  // namespace

std::unique_ptr<JoinableQueue> make_joinable_queue(int capacity) {
  if (capacity < 0) throw std::invalid_argument("a capacity is 0 or more");
  return std::make_unique<MyJoinableQueue>(capacity);
}

}  // namespace lockstep
