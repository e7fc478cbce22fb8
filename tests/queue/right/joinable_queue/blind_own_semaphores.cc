// SPDX-License-Identifier: MIT
// Another right way: each thread that waits stands in a list, with a semaphore of its own. Whoever
// ends its wait does its work for it.
#include "lessons/queue/joinable_queue.h"

#include <deque>
#include <list>
#include <mutex>
#include <semaphore>
#include <stdexcept>

namespace lockstep {
namespace {

// A thread that waits. Whoever makes its wish possible takes it off its list, fulfils the wish and
// then releases it, so no other thread can come between.
struct Waiter {
  explicit Waiter(int item_to_put = 0) : item(item_to_put) {}

  int item;  // the one to put, or the one that was taken for it
  std::binary_semaphore go_on{0};
};

using Waiters = std::list<std::shared_ptr<Waiter>>;

std::shared_ptr<Waiter> take_first(Waiters& waiters) {
  std::shared_ptr<Waiter> first = waiters.front();
  waiters.pop_front();
  return first;
}

class MyJoinableQueue : public JoinableQueue {
 public:
  explicit MyJoinableQueue(int capacity) : capacity_(static_cast<size_t>(capacity)) {}

  void put(int item) override {
    std::unique_lock<std::mutex> guard(mutex_);
    if (!getters_.empty()) {
      // Goes through the queue in no time, and is unfinished from now on.
      ++unfinished_;
      const std::shared_ptr<Waiter> getter = take_first(getters_);
      getter->item = item;
      getter->go_on.release();
    } else if (capacity_ == 0 || items_.size() < capacity_) {
      append(item);
    } else {
      wait_in(putters_, std::make_shared<Waiter>(item), guard);
    }
  }

  int get() override {
    std::unique_lock<std::mutex> guard(mutex_);
    if (!items_.empty()) return take();
    const auto self = std::make_shared<Waiter>();
    wait_in(getters_, self, guard);
    return self->item;
  }

  std::optional<int> try_get() override {
    const std::lock_guard<std::mutex> guard(mutex_);
    if (items_.empty()) return std::nullopt;
    return take();
  }

  void task_done() override {
    const std::lock_guard<std::mutex> guard(mutex_);
    if (unfinished_ == 0) throw std::logic_error("task_done() was called for more than was put");
    if (--unfinished_ > 0) return;
    while (!joiners_.empty()) take_first(joiners_)->go_on.release();
  }

  void join() override {
    std::unique_lock<std::mutex> guard(mutex_);
    if (unfinished_ > 0) wait_in(joiners_, std::make_shared<Waiter>(), guard);
  }

 private:
  static void wait_in(Waiters& waiters, const std::shared_ptr<Waiter>& self,
                      std::unique_lock<std::mutex>& guard) {
    waiters.push_back(self);
    guard.unlock();
    self->go_on.acquire();
  }

  // These are called with the mutex.
  void append(int item) {
    items_.push_back(item);
    ++unfinished_;
  }

  int take() {
    const int item = items_.front();
    items_.pop_front();
    if (!putters_.empty()) {
      const std::shared_ptr<Waiter> putter = take_first(putters_);
      append(putter->item);
      putter->go_on.release();
    }
    return item;
  }

  const size_t capacity_;  // 0: unbounded
  std::mutex mutex_;       // guards the rest
  std::deque<int> items_;
  long unfinished_ = 0;
  Waiters putters_;  // nobody unless the queue is full
  Waiters getters_;  // nobody unless the queue is empty
  Waiters joiners_;  // nobody unless an item is unfinished
};

}  // namespace

std::unique_ptr<JoinableQueue> make_joinable_queue(int capacity) {
  if (capacity < 0) throw std::invalid_argument("a capacity is 0 or more");
  return std::make_unique<MyJoinableQueue>(capacity);
}

}  // namespace lockstep
