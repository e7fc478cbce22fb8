// SPDX-License-Identifier: MIT
// Another right way: numbers that only grow, round a ring of items. Threads sleep on them by
// std::atomic::wait(), and join() waits for a generation to end.
#include "lessons/queue/joinable_queue.h"

#include <atomic>
#include <cstdint>
#include <mutex>
#include <stdexcept>
#include <vector>

namespace lockstep {
namespace {

// Three numbers only grow: the items that were put, taken and finished so far. Their differences
// are the items in the queue and the unfinished ones. A waiting thread sleeps until the number that
// it waits for has changed; that is std::atomic's wait(), so there is no condition variable.
class MyJoinableQueue : public JoinableQueue {
 public:
  explicit MyJoinableQueue(int capacity)
      : bounded_(capacity > 0), ring_(static_cast<size_t>(bounded_ ? capacity : 4)) {}

  void put(int item) override {
    std::unique_lock<std::mutex> guard(mutex_);
    while (bounded_ && size() == ring_.size()) sleep_until_changed(taken_, guard);
    if (size() == ring_.size()) grow();
    at(put_) = item;
    ++put_;
    guard.unlock();
    put_.notify_all();
  }

  int get() override {
    std::unique_lock<std::mutex> guard(mutex_);
    while (size() == 0) sleep_until_changed(put_, guard);
    return take(guard);
  }

  std::optional<int> try_get() override {
    std::unique_lock<std::mutex> guard(mutex_);
    if (size() == 0) return std::nullopt;
    return take(guard);
  }

  void task_done() override {
    std::unique_lock<std::mutex> guard(mutex_);
    if (finished_ == put_) throw std::logic_error("task_done() was called for more than was put");
    ++finished_;
    if (finished_ != put_) return;
    ++rests_;
    guard.unlock();
    rests_.notify_all();
  }

  void join() override {
    std::unique_lock<std::mutex> guard(mutex_);
    // One rest is enough: at that moment no item was unfinished, whatever was put since.
    if (finished_ != put_) sleep_until_changed(rests_, guard);
  }

 private:
  using Number = std::atomic<std::uint32_t>;  // may overflow: only differences count

  // Gives the mutex back meanwhile, and has it again afterwards.
  static void sleep_until_changed(const Number& number, std::unique_lock<std::mutex>& guard) {
    const std::uint32_t seen = number;
    guard.unlock();
    number.wait(seen);
    guard.lock();
  }

  // These are called with the mutex.
  size_t size() const { return static_cast<std::uint32_t>(put_ - taken_); }

  int& at(std::uint32_t number) {
    return ring_[(start_ + static_cast<std::uint32_t>(number - taken_)) % ring_.size()];
  }

  int take(std::unique_lock<std::mutex>& guard) {
    const int item = ring_[start_];
    start_ = (start_ + 1) % ring_.size();
    ++taken_;
    guard.unlock();
    taken_.notify_all();
    return item;
  }

  void grow() {
    std::vector<int> larger(2 * ring_.size());
    for (size_t i = 0; i < ring_.size(); ++i) larger[i] = ring_[(start_ + i) % ring_.size()];
    ring_.swap(larger);
    start_ = 0;
  }

  std::mutex mutex_;  // guards the rest, but anybody may sleep on a number
  const bool bounded_;
  std::vector<int> ring_;
  size_t start_ = 0;  // where the first item is
  Number put_{0};
  Number taken_{0};
  std::uint32_t finished_ = 0;
  Number rests_{0};  // how often the last unfinished item was finished
};

}  // namespace

std::unique_ptr<JoinableQueue> make_joinable_queue(int capacity) {
  if (capacity < 0) throw std::invalid_argument("a capacity is 0 or more");
  return std::make_unique<MyJoinableQueue>(capacity);
}

}  // namespace lockstep
