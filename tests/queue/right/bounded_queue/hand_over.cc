// SPDX-License-Identifier: MIT
// Another right way: items and room are handed over. Each waiting thread sleeps on a condition
// variable of its own; put gives its item to the first waiting consumer, and get lets the item of
// the first waiting producer in. First come, first served; nobody is woken in vain.
//
// Invariant: a consumer waits only while no item is there, a producer only while there is no room,
// and nobody waits in a closed queue.
#include "lessons/queue/bounded_queue.h"

#include <condition_variable>
#include <deque>
#include <list>
#include <mutex>
#include <stdexcept>

namespace lockstep {
namespace {

using std::chrono::steady_clock;

struct Waiter {
  std::condition_variable woken;
  bool called = false;      // no longer in the list; `item` is final
  std::optional<int> item;  // of a consumer: what it was given; of a producer: what it still has
};

class HandOverQueue : public BoundedQueue {
 public:
  explicit HandOverQueue(int capacity) : capacity_(capacity) {
    if (capacity < 0) throw std::invalid_argument("capacity < 0");
  }

  bool put(int item) override {
    std::unique_lock<std::mutex> lock(mutex_);
    if (closed_ || has_room()) return add(item);
    Waiter me;
    me.item = item;
    producers_.push_back(&me);
    me.woken.wait(lock, [&me] { return me.called; });
    return !me.item;
  }

  bool try_put(int item) override {
    const std::lock_guard<std::mutex> lock(mutex_);
    return add(item);
  }

  bool put_for(int item, std::chrono::nanoseconds timeout) override {
    const auto deadline = steady_clock::now() + timeout;
    std::unique_lock<std::mutex> lock(mutex_);
    if (closed_ || has_room()) return add(item);
    Waiter me;
    me.item = item;
    producers_.push_back(&me);
    if (!me.woken.wait_until(lock, deadline, [&me] { return me.called; })) producers_.remove(&me);
    return !me.item;
  }

  std::optional<int> get() override {
    std::unique_lock<std::mutex> lock(mutex_);
    if (closed_ || !items_.empty()) return take();
    Waiter me;
    consumers_.push_back(&me);
    me.woken.wait(lock, [&me] { return me.called; });
    return me.item;
  }

  std::optional<int> try_get() override {
    const std::lock_guard<std::mutex> lock(mutex_);
    return take();
  }

  std::optional<int> get_for(std::chrono::nanoseconds timeout) override {
    const auto deadline = steady_clock::now() + timeout;
    std::unique_lock<std::mutex> lock(mutex_);
    if (closed_ || !items_.empty()) return take();
    Waiter me;
    consumers_.push_back(&me);
    if (!me.woken.wait_until(lock, deadline, [&me] { return me.called; })) consumers_.remove(&me);
    return me.item;
  }

  void close() override {
    const std::lock_guard<std::mutex> lock(mutex_);
    closed_ = true;
    while (!producers_.empty()) call_first(producers_);
    while (!consumers_.empty()) call_first(consumers_);
  }

  bool is_closed() const override {
    const std::lock_guard<std::mutex> lock(mutex_);
    return closed_;
  }

  int size() const override {
    const std::lock_guard<std::mutex> lock(mutex_);
    return static_cast<int>(items_.size());
  }

  bool empty() const override { return size() == 0; }

  bool full() const override {
    const std::lock_guard<std::mutex> lock(mutex_);
    return !has_room();
  }

 private:
  using Waiters = std::list<Waiter*>;

  bool has_room() const { return capacity_ == 0 || items_.size() < static_cast<size_t>(capacity_); }

  // Under the mutex: the waiter cannot leave, and take its condition variable along.
  static Waiter& call_first(Waiters& waiters) {
    Waiter* first = waiters.front();
    waiters.pop_front();
    first->called = true;
    first->woken.notify_one();
    return *first;
  }

  bool add(int item) {
    if (closed_ || !has_room()) return false;
    if (consumers_.empty()) {
      items_.push_back(item);
    } else {
      call_first(consumers_).item = item;
    }
    return true;
  }

  std::optional<int> take() {
    if (items_.empty()) return std::nullopt;
    const int item = items_.front();
    items_.pop_front();
    if (!producers_.empty()) {
      Waiter& producer = call_first(producers_);
      items_.push_back(*producer.item);
      producer.item.reset();
    }
    return item;
  }

  mutable std::mutex mutex_;
  std::deque<int> items_;
  Waiters producers_;
  Waiters consumers_;
  bool closed_ = false;
  const int capacity_;
};

}  // namespace

std::unique_ptr<BoundedQueue> make_bounded_queue(int capacity) {
  return std::make_unique<HandOverQueue>(capacity);
}

}  // namespace lockstep
