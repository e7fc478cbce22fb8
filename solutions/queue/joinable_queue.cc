// SPDX-License-Identifier: MIT
// Model answer for lessons/queue/joinable_queue.h: a queue and a count of unfinished items under
// one mutex, as in Python's queue.Queue.
//
// Invariant while the mutex is free: unfinished_ is the number of items that were put, minus the
// calls of task_done() that were accepted; it is 0 or more.
#include "lessons/queue/joinable_queue.h"

#include <climits>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <stdexcept>

namespace lockstep {
namespace {

class CountingQueue : public JoinableQueue {
 public:
  explicit CountingQueue(int capacity)
      : capacity_(capacity == 0 ? INT_MAX : static_cast<size_t>(capacity)) {
    if (capacity < 0) throw std::invalid_argument("a queue has a capacity of 0 or more");
  }

  void put(int item) override {
    std::unique_lock<std::mutex> lock(mutex_);
    room_.wait(lock, [this] { return items_.size() < capacity_; });
    // The count and the queue change in one critical section. With two locks, or the count second,
    // a consumer could take the item and be done with it before it was counted: task_done() would
    // be refused, or a join() would see 0 with the item unfinished.
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
    const std::lock_guard<std::mutex> lock(mutex_);  // a guard: the throw below gives it back
    if (unfinished_ == 0) throw std::logic_error("task_done() called too many times");
    if (--unfinished_ > 0) return;
    // All joiners: each of them waits for the same thing, and it has come for all.
    all_done_.notify_all();
  }

  void join() override {
    std::unique_lock<std::mutex> lock(mutex_);
    // The count, not the queue: an empty queue says only that everything was taken. And a loop: a
    // wakeup is no news by itself, and a new item may have been put since the notification.
    all_done_.wait(lock, [this] { return unfinished_ == 0; });
  }

 private:
  // The mutex is held and the queue is not empty. The item stays unfinished.
  int take() {
    const int item = items_.front();
    items_.pop_front();
    room_.notify_one();
    return item;
  }

  std::mutex mutex_;
  std::condition_variable room_;
  std::condition_variable item_;
  std::condition_variable all_done_;
  std::deque<int> items_;  // guarded by mutex_
  long unfinished_ = 0;    // guarded by mutex_
  const size_t capacity_;
};

}  // namespace

std::unique_ptr<JoinableQueue> make_joinable_queue(int capacity) {
  return std::make_unique<CountingQueue>(capacity);
}

}  // namespace lockstep

// The standard library has nothing like it. std::latch and std::barrier count to a number that is
// known before; here nobody knows how many items will come. Python has queue.Queue and
// multiprocessing.JoinableQueue; both raise ValueError for a task_done() too many. The join() of
// the latter waits once and does not look again.
