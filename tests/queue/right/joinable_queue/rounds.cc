// SPDX-License-Identifier: MIT
// Another right way: the moments at which everything is done are numbered, and a join waits until
// the number has changed since its call. So it goes on also when new items come right after such a
// moment, which the contract allows; and it cannot be kept waiting by them for ever.
#include "lessons/queue/joinable_queue.h"

#include <condition_variable>
#include <list>
#include <mutex>
#include <stdexcept>

namespace lockstep {
namespace {

class RoundsQueue : public JoinableQueue {
 public:
  explicit RoundsQueue(int capacity) : capacity_(capacity) {
    if (capacity < 0) throw std::invalid_argument("capacity < 0");
  }

  void put(int item) override {
    std::unique_lock<std::mutex> lock(mutex_);
    room_.wait(lock, [this] { return capacity_ == 0 || held_ < capacity_; });
    ++held_;
    ++unfinished_;
    items_.push_back(item);
    item_.notify_one();
  }

  int get() override {
    std::unique_lock<std::mutex> lock(mutex_);
    item_.wait(lock, [this] { return held_ > 0; });
    return take();
  }

  std::optional<int> try_get() override {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (held_ == 0) return std::nullopt;
    return take();
  }

  void task_done() override {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (unfinished_ == 0) throw std::logic_error("nothing is unfinished");
    if (--unfinished_ > 0) return;
    ++rounds_;
    round_over_.notify_all();
  }

  void join() override {
    std::unique_lock<std::mutex> lock(mutex_);
    if (unfinished_ == 0) return;
    const unsigned long round = rounds_;
    round_over_.wait(lock, [this, round] { return rounds_ != round; });
  }

 private:
  int take() {
    const int item = items_.front();
    items_.pop_front();
    --held_;
    room_.notify_one();
    return item;
  }

  std::mutex mutex_;
  std::condition_variable room_;
  std::condition_variable item_;
  std::condition_variable round_over_;
  std::list<int> items_;
  int held_ = 0;
  int unfinished_ = 0;
  unsigned long rounds_ = 0;
  const int capacity_;
};

}  // namespace

std::unique_ptr<JoinableQueue> make_joinable_queue(int capacity) {
  return std::make_unique<RoundsQueue>(capacity);
}

}  // namespace lockstep
