// SPDX-License-Identifier: MIT
// Another right way, without condition variables: two words count what happened, and a thread that
// cannot go on sleeps in the kernel until its word changes. It reads the word under the mutex, so
// a change after that ends the sleep, or keeps it from beginning.
#include "lessons/queue/bounded_queue.h"

#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <climits>
#include <ctime>
#include <list>
#include <mutex>
#include <stdexcept>

namespace lockstep {
namespace {

using std::chrono::nanoseconds;
using std::chrono::steady_clock;
using Deadline = std::optional<steady_clock::time_point>;

// What happened on one side: room was made, or an item came, or the queue was closed.
class Happenings {
 public:
  int seen() { return std::atomic_ref(word_).load(); }

  // Sleeps while nothing happened since `seen`; returns false once the deadline has passed.
  bool sleep(int seen, const Deadline& deadline) {
    timespec at{};
    if (deadline) {
      if (steady_clock::now() >= *deadline) return false;
      const nanoseconds::rep since_start = deadline->time_since_epoch().count();
      at.tv_sec = since_start / 1'000'000'000;
      at.tv_nsec = since_start % 1'000'000'000;
    }
    // Unlike FUTEX_WAIT, the BITSET form takes an absolute time, of the steady clock.
    ::syscall(SYS_futex, &word_, FUTEX_WAIT_BITSET_PRIVATE, seen, deadline ? &at : nullptr, nullptr,
              FUTEX_BITSET_MATCH_ANY);
    return true;
  }

  void tell(int threads) {
    std::atomic_ref(word_).fetch_add(1);
    ::syscall(SYS_futex, &word_, FUTEX_WAKE_PRIVATE, threads, nullptr, nullptr, 0);
  }

 private:
  int word_ = 0;
};

class FutexQueue : public BoundedQueue {
 public:
  explicit FutexQueue(int capacity) : capacity_(capacity) {
    if (capacity < 0) throw std::invalid_argument("capacity < 0");
  }

  bool put(int item) override { return put_until(item, std::nullopt); }
  bool put_for(int item, nanoseconds timeout) override {
    return put_until(item, steady_clock::now() + timeout);
  }
  bool try_put(int item) override {
    const std::lock_guard<std::mutex> lock(mutex_);
    return add(item);
  }

  std::optional<int> get() override { return get_until(std::nullopt); }
  std::optional<int> get_for(nanoseconds timeout) override {
    return get_until(steady_clock::now() + timeout);
  }
  std::optional<int> try_get() override {
    const std::lock_guard<std::mutex> lock(mutex_);
    return take();
  }

  void close() override {
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      closed_ = true;
    }
    room_.tell(INT_MAX);
    item_.tell(INT_MAX);
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
  bool full() const override { return capacity_ != 0 && size() == capacity_; }

 private:
  bool put_until(int item, const Deadline& deadline) {
    for (bool in_time = true;;) {
      int seen;
      {
        const std::lock_guard<std::mutex> lock(mutex_);
        seen = room_.seen();
        if (add(item)) return true;
        if (closed_ || !in_time) return false;
      }
      in_time = room_.sleep(seen, deadline);
    }
  }

  std::optional<int> get_until(const Deadline& deadline) {
    for (bool in_time = true;;) {
      int seen;
      {
        const std::lock_guard<std::mutex> lock(mutex_);
        seen = item_.seen();
        const std::optional<int> item = take();
        if (item || closed_ || !in_time) return item;
      }
      in_time = item_.sleep(seen, deadline);
    }
  }

  bool add(int item) {
    if (closed_ || (capacity_ != 0 && items_.size() == static_cast<size_t>(capacity_))) {
      return false;
    }
    items_.push_back(item);
    item_.tell(1);
    return true;
  }

  std::optional<int> take() {
    if (items_.empty()) return std::nullopt;
    const int item = items_.front();
    items_.pop_front();
    room_.tell(1);
    return item;
  }

  mutable std::mutex mutex_;
  std::list<int> items_;
  bool closed_ = false;
  const int capacity_;
  Happenings room_;
  Happenings item_;
};

}  // namespace

std::unique_ptr<BoundedQueue> make_bounded_queue(int capacity) {
  return std::make_unique<FutexQueue>(capacity);
}

}  // namespace lockstep
