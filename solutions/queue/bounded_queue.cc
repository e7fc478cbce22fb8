// SPDX-License-Identifier: MIT
// Model answer for lessons/queue/bounded_queue.h: a deque, a mutex that guards it, and two
// condition variables, one for those who wait for room and one for those who wait for an item.
//
// Invariant while the mutex is free: items_ holds at most capacity_ items, and an item is put in
// only while closed_ is false.
#include "lessons/queue/bounded_queue.h"

#include <climits>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <stdexcept>

namespace lockstep {
namespace {

using std::chrono::steady_clock;

class TwoConditionsQueue : public BoundedQueue {
 public:
  explicit TwoConditionsQueue(int capacity) : capacity_(capacity == 0 ? kUnbounded : capacity) {
    if (capacity < 0) throw std::invalid_argument("a queue has a capacity of 0 or more");
  }

  bool put(int item) override {
    std::unique_lock<std::mutex> lock(mutex_);
    // wait() with a predicate is a loop. Between the notification and the moment when this thread
    // has the mutex again, another one may have taken the room; and the queue may be closed while
    // this thread waits, so that is looked at again too.
    room_.wait(lock, [this] { return may_put_or_never(); });
    return add(item);
  }

  bool try_put(int item) override {
    const std::lock_guard<std::mutex> lock(mutex_);
    return add(item);
  }

  bool put_for(int item, std::chrono::nanoseconds timeout) override {
    // Computed once, so that a wakeup in vain does not start the time-out again.
    const auto deadline = steady_clock::now() + timeout;
    std::unique_lock<std::mutex> lock(mutex_);
    // Looks once more after the deadline: a thread that was notified and comes late must use the
    // room, or wake somebody else in its place. It uses it, so nothing is lost.
    room_.wait_until(lock, deadline, [this] { return may_put_or_never(); });
    return add(item);
  }

  std::optional<int> get() override {
    std::unique_lock<std::mutex> lock(mutex_);
    item_.wait(lock, [this] { return may_get_or_never(); });
    return take();
  }

  std::optional<int> try_get() override {
    const std::lock_guard<std::mutex> lock(mutex_);
    return take();
  }

  std::optional<int> get_for(std::chrono::nanoseconds timeout) override {
    const auto deadline = steady_clock::now() + timeout;
    std::unique_lock<std::mutex> lock(mutex_);
    item_.wait_until(lock, deadline, [this] { return may_get_or_never(); });
    return take();
  }

  void close() override {
    const std::lock_guard<std::mutex> lock(mutex_);
    closed_ = true;
    // Everybody who waits, on both sides: what each of them waits for will not come any more.
    room_.notify_all();
    item_.notify_all();
  }

  // A read beside a write is a data race, also when the value is only a hint: so all of these lock.
  bool is_closed() const override {
    const std::lock_guard<std::mutex> lock(mutex_);
    return closed_;
  }

  int size() const override {
    const std::lock_guard<std::mutex> lock(mutex_);
    return count();
  }

  bool empty() const override {
    const std::lock_guard<std::mutex> lock(mutex_);
    return items_.empty();
  }

  bool full() const override {
    const std::lock_guard<std::mutex> lock(mutex_);
    return count() == capacity_;
  }

 private:
  static constexpr int kUnbounded = INT_MAX;

  // The mutex is held in all of these.
  int count() const { return static_cast<int>(items_.size()); }
  bool may_put_or_never() const { return closed_ || count() < capacity_; }
  bool may_get_or_never() const { return closed_ || !items_.empty(); }

  bool add(int item) {
    if (closed_ || count() == capacity_) return false;
    items_.push_back(item);
    // One item, one thread. Always, not only when the queue was empty: a thread woken by the put
    // before may not have taken its item yet, and this item is for somebody else. One is enough
    // because only those who wait for an item sleep here: with one condition variable for all, the
    // one that is woken might be a thread that waits for room.
    item_.notify_one();
    return true;
  }

  std::optional<int> take() {
    // Closed or not: what was accepted is given out.
    if (items_.empty()) return std::nullopt;
    const int item = items_.front();
    items_.pop_front();
    room_.notify_one();
    return item;
  }

  mutable std::mutex mutex_;
  std::condition_variable room_;  // there is room, or the queue was closed
  std::condition_variable item_;  // there is an item, or the queue was closed
  std::deque<int> items_;         // guarded by mutex_
  bool closed_ = false;           // guarded by mutex_
  const int capacity_;
};

}  // namespace

std::unique_ptr<BoundedQueue> make_bounded_queue(int capacity) {
  return std::make_unique<TwoConditionsQueue>(capacity);
}

}  // namespace lockstep

// The standard library has no queue for threads: std::queue is an adapter for one thread. A
// concurrent queue is proposed for a later standard (P0260), with push, try_push, pop, try_pop and
// close. Python has queue.Queue: put and get with a time-out, and since 3.13 shutdown(), after
// which put() raises ShutDown, and get() does when the queue is empty.
