// SPDX-License-Identifier: MIT
// Another right way: each thread that waits stands in a list, with a condition variable of its own.
// Who makes room or brings an item settles the calls of those who wait for it.
#include "lessons/queue/bounded_queue.h"

#include <condition_variable>
#include <deque>
#include <list>
#include <mutex>
#include <stdexcept>

namespace lockstep {
namespace {

using std::chrono::nanoseconds;
using std::chrono::steady_clock;

// How long a call waits at most.
class Patience {
 public:
  static Patience endless() { return Patience(true, {}); }
  static Patience none() { return Patience(false, {}); }
  static Patience of(nanoseconds timeout) {
    return timeout <= nanoseconds(0) ? none() : Patience(false, steady_clock::now() + timeout);
  }

  // Waits until somebody else has settled the matter of `waiter`. Returns whether that was so.
  template <typename Waiter>
  bool wait(std::unique_lock<std::mutex>& guard, Waiter& waiter) const {
    const auto settled = [&] { return waiter.settled; };
    if (!endless_) return waiter.wakeup.wait_until(guard, deadline_, settled);
    waiter.wakeup.wait(guard, settled);
    return true;
  }

  bool is_none() const { return !endless_ && deadline_ == steady_clock::time_point(); }

 private:
  Patience(bool endless, steady_clock::time_point deadline)
      : endless_(endless), deadline_(deadline) {}

  bool endless_;
  steady_clock::time_point deadline_;
};

// A thread that waits, with its item or for one. Whoever makes its wish possible fulfils it on the
// spot, so no other thread can come between.
struct Putter {
  int item;
  bool settled = false;
  bool accepted = false;
  std::condition_variable wakeup;
};
struct Taker {
  std::optional<int> item;
  bool settled = false;
  std::condition_variable wakeup;
};

// Takes the first one out of a list of those who wait, for whom all is settled now.
template <typename Waiter>
Waiter& settle_first(std::list<Waiter*>& waiters) {
  Waiter& first = *waiters.front();
  waiters.pop_front();
  first.settled = true;
  first.wakeup.notify_one();  // with the mutex: afterwards the waiter may be gone
  return first;
}

class MyBoundedQueue : public BoundedQueue {
 public:
  explicit MyBoundedQueue(int capacity) : capacity_(static_cast<size_t>(capacity)) {}

  bool put(int item) override { return put(item, Patience::endless()); }
  bool try_put(int item) override { return put(item, Patience::none()); }
  bool put_for(int item, nanoseconds timeout) override { return put(item, Patience::of(timeout)); }

  std::optional<int> get() override { return get(Patience::endless()); }
  std::optional<int> try_get() override { return get(Patience::none()); }
  std::optional<int> get_for(nanoseconds timeout) override { return get(Patience::of(timeout)); }

  void close() override {
    const std::lock_guard<std::mutex> guard(mutex_);
    closed_ = true;
    while (!putters_.empty()) settle_first(putters_);
    while (!takers_.empty()) settle_first(takers_);
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
    return is_full();
  }

 private:
  bool is_full() const { return capacity_ != 0 && items_.size() == capacity_; }

  bool put(int item, const Patience& patience) {
    std::unique_lock<std::mutex> guard(mutex_);
    if (closed_) return false;
    if (!takers_.empty()) {
      settle_first(takers_).item = item;  // so the queue is empty, and stays so
      return true;
    }
    if (!is_full()) {
      items_.push_back(item);
      return true;
    }
    if (patience.is_none()) return false;
    Putter self;
    self.item = item;
    putters_.push_back(&self);
    if (!patience.wait(guard, self)) putters_.remove(&self);
    return self.accepted;
  }

  std::optional<int> get(const Patience& patience) {
    std::unique_lock<std::mutex> guard(mutex_);
    if (!items_.empty()) {
      const int item = items_.front();
      items_.pop_front();
      if (!putters_.empty()) {
        Putter& putter = settle_first(putters_);
        putter.accepted = true;
        items_.push_back(putter.item);
      }
      return item;
    }
    if (closed_ || patience.is_none()) return std::nullopt;
    Taker self;
    takers_.push_back(&self);
    if (!patience.wait(guard, self)) takers_.remove(&self);
    return self.item;
  }

  const size_t capacity_;
  mutable std::mutex mutex_;  // guards the rest; nobody sleeps with it
  std::deque<int> items_;
  bool closed_ = false;
  std::list<Putter*> putters_;  // in their order; nobody unless the queue is full and open
  std::list<Taker*> takers_;    // nobody unless the queue is empty and open
};

}  // namespace

std::unique_ptr<BoundedQueue> make_bounded_queue(int capacity) {
  if (capacity < 0) throw std::invalid_argument("a capacity is 0 or more");
  return std::make_unique<MyBoundedQueue>(capacity);
}

}  // namespace lockstep
