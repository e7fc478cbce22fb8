// expect: wrong result in BoundedQueue.ClosesAtOneMoment
// Whoever waited for room looks only for that, in put and put_for, and not whether all is closed.
// SPDX-License-Identifier: MIT
#include "lessons/queue/bounded_queue.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <stdexcept>

namespace lockstep {
namespace {

using std::chrono::nanoseconds;
using std::chrono::steady_clock;

class MyBoundedQueue : public BoundedQueue {
 public:
  explicit MyBoundedQueue(int capacity) : capacity_(static_cast<size_t>(capacity)) {}

  bool put(int item) override {
    std::unique_lock<std::mutex> guard(mutex_);
    if (closed_) return false;
    room_.wait(guard, [&] { return closed_ || has_room(); });
    return append(item);
  }

  bool try_put(int item) override {
    const std::lock_guard<std::mutex> guard(mutex_);
    return !closed_ && append(item);
  }

  bool put_for(int item, nanoseconds timeout) override {
    if (timeout <= nanoseconds(0)) return try_put(item);
    const steady_clock::time_point deadline = steady_clock::now() + timeout;
    std::unique_lock<std::mutex> guard(mutex_);
    if (closed_) return false;
    room_.wait_until(guard, deadline, [&] { return closed_ || has_room(); });
    return append(item);
  }

  std::optional<int> get() override {
    std::unique_lock<std::mutex> guard(mutex_);
    item_.wait(guard, [&] { return closed_ || !items_.empty(); });
    return take();
  }

  std::optional<int> try_get() override {
    const std::lock_guard<std::mutex> guard(mutex_);
    return take();
  }

  std::optional<int> get_for(nanoseconds timeout) override {
    if (timeout <= nanoseconds(0)) return try_get();
    const steady_clock::time_point deadline = steady_clock::now() + timeout;
    std::unique_lock<std::mutex> guard(mutex_);
    item_.wait_until(guard, deadline, [&] { return closed_ || !items_.empty(); });
    return take();
  }

  void close() override {
    const std::lock_guard<std::mutex> guard(mutex_);
    closed_ = true;
    room_.notify_all();
    item_.notify_all();
  }

  bool is_closed() const override {
    const std::lock_guard<std::mutex> guard(mutex_);
    return closed_;
  }

  int size() const override {
    const std::lock_guard<std::mutex> guard(mutex_);
    return static_cast<int>(items_.size());
  }

  bool empty() const override { return size() == 0; }

  bool full() const override {
    const std::lock_guard<std::mutex> guard(mutex_);
    return !has_room();
  }

 private:
  // These are called with the mutex.
  bool has_room() const { return capacity_ == 0 || items_.size() < capacity_; }

  bool append(int item) {
    if (!has_room()) return false;  // closed while it waited, or the time was up
    items_.push_back(item);
    item_.notify_one();
    return true;
  }

  std::optional<int> take() {
    if (items_.empty()) return std::nullopt;
    const int item = items_.front();
    items_.pop_front();
    room_.notify_one();
    return item;
  }

  const size_t capacity_;  // 0: unbounded
  mutable std::mutex mutex_;
  std::condition_variable room_;
  std::condition_variable item_;
  std::deque<int> items_;  // guarded by mutex_
  bool closed_ = false;    // guarded by mutex_
};

}  // namespace

std::unique_ptr<BoundedQueue> make_bounded_queue(int capacity) {
  if (capacity < 0) throw std::invalid_argument("a capacity is 0 or more");
  return std::make_unique<MyBoundedQueue>(capacity);
}

}  // namespace lockstep
