// SPDX-License-Identifier: MIT
// Another right way: one condition variable for both sides, and notify_all after every change. It
// wakes many threads in vain, and none too few. The items are in a ring that grows when it must.
#include "lessons/queue/bounded_queue.h"

#include <condition_variable>
#include <mutex>
#include <stdexcept>
#include <vector>

namespace lockstep {
namespace {

class RingQueue : public BoundedQueue {
 public:
  explicit RingQueue(int capacity) : capacity_(capacity), ring_(1) {
    if (capacity < 0) throw std::invalid_argument("capacity < 0");
  }

  bool put(int item) override {
    std::unique_lock lock(mutex_);
    while (!closed_ && no_room()) changed_.wait(lock);
    return push(item);
  }

  bool try_put(int item) override {
    std::scoped_lock lock(mutex_);
    return push(item);
  }

  bool put_for(int item, std::chrono::nanoseconds timeout) override {
    const auto deadline = std::chrono::steady_clock::now() + timeout;
    std::unique_lock lock(mutex_);
    while (!closed_ && no_room()) {
      if (changed_.wait_until(lock, deadline) == std::cv_status::timeout) break;
    }
    return push(item);
  }

  std::optional<int> get() override {
    std::unique_lock lock(mutex_);
    while (!closed_ && size_ == 0) changed_.wait(lock);
    return pop();
  }

  std::optional<int> try_get() override {
    std::scoped_lock lock(mutex_);
    return pop();
  }

  std::optional<int> get_for(std::chrono::nanoseconds timeout) override {
    const auto deadline = std::chrono::steady_clock::now() + timeout;
    std::unique_lock lock(mutex_);
    while (!closed_ && size_ == 0) {
      if (changed_.wait_until(lock, deadline) == std::cv_status::timeout) break;
    }
    return pop();
  }

  void close() override {
    {
      std::scoped_lock lock(mutex_);
      closed_ = true;
    }
    changed_.notify_all();
  }

  bool is_closed() const override {
    std::scoped_lock lock(mutex_);
    return closed_;
  }

  int size() const override {
    std::scoped_lock lock(mutex_);
    return size_;
  }

  bool empty() const override { return size() == 0; }

  bool full() const override { return capacity_ != 0 && size() == capacity_; }

 private:
  bool no_room() const { return capacity_ != 0 && size_ == capacity_; }

  bool push(int item) {
    if (closed_ || no_room()) return false;
    if (static_cast<size_t>(size_) == ring_.size()) grow();
    ring_[(first_ + static_cast<size_t>(size_++)) % ring_.size()] = item;
    changed_.notify_all();
    return true;
  }

  std::optional<int> pop() {
    if (size_ == 0) return std::nullopt;
    const int item = ring_[first_];
    first_ = (first_ + 1) % ring_.size();
    --size_;
    changed_.notify_all();
    return item;
  }

  void grow() {
    std::vector<int> larger;
    for (size_t i = 0; i < ring_.size(); ++i) larger.push_back(ring_[(first_ + i) % ring_.size()]);
    larger.resize(2 * ring_.size());
    ring_.swap(larger);
    first_ = 0;
  }

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  const int capacity_;
  std::vector<int> ring_;
  size_t first_ = 0;
  int size_ = 0;
  bool closed_ = false;
};

}  // namespace

std::unique_ptr<BoundedQueue> make_bounded_queue(int capacity) {
  return std::make_unique<RingQueue>(capacity);
}

}  // namespace lockstep
