// expect: lost wakeup in BoundedQueue.TimeoutLosesNothing
// A consumer that times out just when it is handed an item returns nothing, and the item is lost.
// SPDX-License-Identifier: MIT
#include "lessons/queue/bounded_queue.h"

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <list>
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
    room_.wait(lock, [this] { return closed_ || items_.size() < capacity_; });
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
    if (closed_ || !items_.empty()) return take();
    Waiter me;
    consumers_.push_back(&me);
    me.woken.wait(lock, [this, &me] { return closed_ || me.item; });
    return leave(me);
  }

  std::optional<int> try_get() override {
    const std::lock_guard<std::mutex> lock(mutex_);
    return take();
  }

  std::optional<int> get_for(std::chrono::nanoseconds timeout) override {
    const auto deadline = std::chrono::steady_clock::now() + timeout;
    std::unique_lock<std::mutex> lock(mutex_);
    if (closed_ || !items_.empty()) return take();
    Waiter me;
    consumers_.push_back(&me);
    const auto status = me.woken.wait_until(lock, deadline);
    while (!closed_ && !me.item && std::chrono::steady_clock::now() < deadline) {
      me.woken.wait_until(lock, deadline);
    }
    const std::optional<int> item = leave(me);
    return status == std::cv_status::timeout ? std::nullopt : item;
  }

  void close() override {
    const std::lock_guard<std::mutex> lock(mutex_);
    closed_ = true;
    room_.notify_all();
    for (Waiter* waiter : consumers_) waiter->woken.notify_one();
  }

  bool is_closed() const override {
    const std::lock_guard<std::mutex> lock(mutex_);
    return closed_;
  }

  int size() const override {
    const std::lock_guard<std::mutex> lock(mutex_);
    return static_cast<int>(items_.size());
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
  struct Waiter {
    std::condition_variable woken;
    std::optional<int> item;
  };

  // The mutex is held, in all of these.
  bool add(int item) {
    if (closed_ || items_.size() >= capacity_) return false;
    if (consumers_.empty()) {
      items_.push_back(item);
      return true;
    }
    consumers_.front()->item = item;
    consumers_.front()->woken.notify_one();
    consumers_.pop_front();
    return true;
  }

  std::optional<int> leave(Waiter& waiter) {
    consumers_.remove(&waiter);
    return waiter.item;
  }

  std::optional<int> take() {
    if (items_.empty()) return std::nullopt;
    const int item = items_.front();
    items_.pop_front();
    room_.notify_one();
    return item;
  }

  mutable std::mutex mutex_;
  std::condition_variable room_;
  std::deque<int> items_;
  std::list<Waiter*> consumers_;
  bool closed_ = false;
  const size_t capacity_;
};

}  // namespace

std::unique_ptr<BoundedQueue> make_bounded_queue(int capacity) {
  return std::make_unique<MyBoundedQueue>(capacity);
}

}  // namespace lockstep
