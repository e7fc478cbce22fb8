// expect: wrong result in BoundedQueue.SizeStaysWithinTheCapacity
// size() counts an item from the call of put on, also while put waits for room.
// SPDX-License-Identifier: MIT
#include "lessons/queue/bounded_queue.h"

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <stdexcept>

namespace lockstep {
namespace {

class MyBoundedQueue : public BoundedQueue {
 public:
  explicit MyBoundedQueue(int capacity)
      : capacity_(capacity == 0 ? SIZE_MAX : static_cast<size_t>(capacity)) {
    if (capacity < 0) throw std::invalid_argument("negative capacity");
  }

  bool put(int item) override {
    std::unique_lock<std::mutex> lock(mutex_);
    ++waiting_;
    room_.wait(lock, [this] { return closed_ || items_.size() < capacity_; });
    --waiting_;
    return add(item);
  }

  bool try_put(int item) override {
    const std::lock_guard<std::mutex> lock(mutex_);
    return add(item);
  }

  bool put_for(int item, std::chrono::nanoseconds timeout) override {
    const auto deadline = std::chrono::steady_clock::now() + timeout;
    std::unique_lock<std::mutex> lock(mutex_);
    room_.wait_until(lock, deadline, [this] { return closed_ || items_.size() < capacity_; });
    return add(item);
  }

  std::optional<int> get() override {
    std::unique_lock<std::mutex> lock(mutex_);
    item_.wait(lock, [this] { return closed_ || !items_.empty(); });
    return take();
  }

  std::optional<int> try_get() override {
    const std::lock_guard<std::mutex> lock(mutex_);
    return take();
  }

  std::optional<int> get_for(std::chrono::nanoseconds timeout) override {
    const auto deadline = std::chrono::steady_clock::now() + timeout;
    std::unique_lock<std::mutex> lock(mutex_);
    item_.wait_until(lock, deadline, [this] { return closed_ || !items_.empty(); });
    return take();
  }

  void close() override {
    const std::lock_guard<std::mutex> lock(mutex_);
    closed_ = true;
    room_.notify_all();
    item_.notify_all();
  }

  bool is_closed() const override {
    const std::lock_guard<std::mutex> lock(mutex_);
    return closed_;
  }

  int size() const override {
    const std::lock_guard<std::mutex> lock(mutex_);
    return static_cast<int>(items_.size()) + waiting_;
  }

  bool empty() const override {
    const std::lock_guard<std::mutex> lock(mutex_);
    return items_.empty();
  }

  bool full() const override {
    const std::lock_guard<std::mutex> lock(mutex_);
    return items_.size() == capacity_;
  }

 private:
  // The mutex is held.
  bool add(int item) {
    if (closed_ || items_.size() >= capacity_) return false;
    items_.push_back(item);
    item_.notify_one();
    return true;
  }

  // The mutex is held.
  std::optional<int> take() {
    if (items_.empty()) return std::nullopt;
    const int item = items_.front();
    items_.pop_front();
    room_.notify_one();
    return item;
  }

  mutable std::mutex mutex_;
  std::condition_variable room_;
  std::condition_variable item_;
  std::deque<int> items_;
  bool closed_ = false;
  int waiting_ = 0;
  const size_t capacity_;
};

}  // namespace

std::unique_ptr<BoundedQueue> make_bounded_queue(int capacity) {
  return std::make_unique<MyBoundedQueue>(capacity);
}

}  // namespace lockstep
