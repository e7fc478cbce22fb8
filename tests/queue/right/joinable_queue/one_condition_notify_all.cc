// SPDX-License-Identifier: MIT
// Another right way: one condition variable for all who wait, and notify_all after every change.
// Instead of a count of unfinished items two numbers grow: what was put and what is done.
#include "lessons/queue/joinable_queue.h"

#include <condition_variable>
#include <mutex>
#include <queue>
#include <stdexcept>

namespace lockstep {
namespace {

class PlainQueue : public JoinableQueue {
 public:
  explicit PlainQueue(int capacity) : capacity_(capacity) {
    if (capacity < 0) throw std::invalid_argument("capacity < 0");
  }

  void put(int item) override {
    std::unique_lock lock(mutex_);
    while (capacity_ > 0 && items_.size() >= static_cast<size_t>(capacity_)) changed_.wait(lock);
    items_.push(item);
    ++put_;
    changed_.notify_all();
  }

  int get() override {
    std::unique_lock lock(mutex_);
    while (items_.empty()) changed_.wait(lock);
    return *take();
  }

  std::optional<int> try_get() override {
    std::scoped_lock lock(mutex_);
    return take();
  }

  void task_done() override {
    {
      std::scoped_lock lock(mutex_);
      if (done_ == put_) throw std::logic_error("no item is unfinished");
      ++done_;
    }
    changed_.notify_all();
  }

  void join() override {
    std::unique_lock lock(mutex_);
    while (done_ < put_) changed_.wait(lock);
  }

 private:
  std::optional<int> take() {
    if (items_.empty()) return std::nullopt;
    const int item = items_.front();
    items_.pop();
    changed_.notify_all();
    return item;
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::queue<int> items_;
  long put_ = 0;
  long done_ = 0;
  const int capacity_;
};

}  // namespace

std::unique_ptr<JoinableQueue> make_joinable_queue(int capacity) {
  return std::make_unique<PlainQueue>(capacity);
}

}  // namespace lockstep
