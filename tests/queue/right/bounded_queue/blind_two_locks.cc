// SPDX-License-Identifier: MIT
// Another right way: a linked list with a mutex at each end and an atomic count between them.
// Whoever goes on wakes the next one of its side, if there is more.
#include "lessons/queue/bounded_queue.h"

#include <atomic>
#include <climits>
#include <condition_variable>
#include <mutex>
#include <stdexcept>

namespace lockstep {
namespace {

using std::chrono::nanoseconds;
using std::chrono::steady_clock;

struct Node {
  int item = 0;
  Node* next = nullptr;
};

// A linked list whose first node is one that was taken already (at the start: a dummy). Those who
// put use the last node and those who take the first one, each with a mutex of their own. Only the
// count belongs to both: an item is in the queue from the moment when it is counted.
class MyBoundedQueue : public BoundedQueue {
 public:
  explicit MyBoundedQueue(int capacity) : capacity_(capacity == 0 ? INT_MAX : capacity) {}

  ~MyBoundedQueue() override {
    while (first_ != nullptr) {
      Node* next = first_->next;
      delete first_;
      first_ = next;
    }
  }

  bool put(int item) override {
    std::unique_lock<std::mutex> guard(put_mutex_);
    room_.wait(guard, [&] { return may_put(); });
    return append(item, guard);
  }

  bool try_put(int item) override {
    std::unique_lock<std::mutex> guard(put_mutex_);
    return may_put() && append(item, guard);
  }

  bool put_for(int item, nanoseconds timeout) override {
    if (timeout <= nanoseconds(0)) return try_put(item);
    const steady_clock::time_point deadline = steady_clock::now() + timeout;
    std::unique_lock<std::mutex> guard(put_mutex_);
    return room_.wait_until(guard, deadline, [&] { return may_put(); }) && append(item, guard);
  }

  std::optional<int> get() override {
    std::unique_lock<std::mutex> guard(get_mutex_);
    item_.wait(guard, [&] { return may_get(); });
    return take(guard);
  }

  std::optional<int> try_get() override {
    std::unique_lock<std::mutex> guard(get_mutex_);
    return take(guard);
  }

  std::optional<int> get_for(nanoseconds timeout) override {
    if (timeout <= nanoseconds(0)) return try_get();
    const steady_clock::time_point deadline = steady_clock::now() + timeout;
    std::unique_lock<std::mutex> guard(get_mutex_);
    if (!item_.wait_until(guard, deadline, [&] { return may_get(); })) return std::nullopt;
    return take(guard);
  }

  void close() override {
    const std::lock_guard<std::mutex> no_puts(put_mutex_);
    const std::lock_guard<std::mutex> no_gets(get_mutex_);
    closed_.store(true);
    room_.notify_all();
    item_.notify_all();
  }

  bool is_closed() const override { return closed_.load(); }
  int size() const override { return count_.load(); }
  bool empty() const override { return size() == 0; }
  bool full() const override { return size() == capacity_; }

 private:
  bool may_put() const { return closed_.load() || count_.load() < capacity_; }
  bool may_get() const { return closed_.load() || count_.load() > 0; }

  // With the put mutex, when may_put().
  bool append(int item, std::unique_lock<std::mutex>& guard) {
    if (closed_.load()) return false;
    last_->next = new Node{item};
    last_ = last_->next;
    const int before = count_.fetch_add(1);
    if (before + 1 < capacity_) room_.notify_one();  // there is room for yet another one
    guard.unlock();
    if (before == 0) {
      const std::lock_guard<std::mutex> other(get_mutex_);
      item_.notify_one();
    }
    return true;
  }

  // With the get mutex. Takes the first item if there is one.
  std::optional<int> take(std::unique_lock<std::mutex>& guard) {
    if (count_.load() == 0) return std::nullopt;
    Node* taken = first_;
    first_ = first_->next;
    const int item = first_->item;
    delete taken;
    const int before = count_.fetch_sub(1);
    if (before > 1) item_.notify_one();  // there is yet another item
    guard.unlock();
    if (before == capacity_) {
      const std::lock_guard<std::mutex> other(put_mutex_);
      room_.notify_one();
    }
    return item;
  }

  const int capacity_;
  std::atomic<int> count_{0};
  std::atomic<bool> closed_{false};  // written with both mutexes
  Node* first_ = new Node;           // with get_mutex_
  Node* last_ = first_;              // with put_mutex_
  std::mutex put_mutex_;
  std::mutex get_mutex_;
  std::condition_variable room_;  // with put_mutex_; who goes on wakes the next one
  std::condition_variable item_;  // with get_mutex_; the same
};

}  // namespace

std::unique_ptr<BoundedQueue> make_bounded_queue(int capacity) {
  if (capacity < 0) throw std::invalid_argument("a capacity is 0 or more");
  return std::make_unique<MyBoundedQueue>(capacity);
}

}  // namespace lockstep
