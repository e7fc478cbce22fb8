// SPDX-License-Identifier: MIT
// The four small programs whose schedules a second are measured.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <semaphore>
#include <thread>

namespace lockstep::explorer {

inline void mutex_and_condition() {
  std::mutex mutex;
  std::condition_variable changed;
  bool ready = false;
  std::thread waiter([&] {
    std::unique_lock lock(mutex);
    while (!ready) changed.wait(lock);
  });
  std::thread waker([&] {
    std::lock_guard lock(mutex);
    ready = true;
    changed.notify_one();
  });
  waiter.join();
  waker.join();
}

class BoundedQueue {
 public:
  void push(int item) {
    std::unique_lock lock(mutex_);
    while (items_.size() == 2) not_full_.wait(lock);
    items_.push_back(item);
    not_empty_.notify_one();
  }
  int pop() {
    std::unique_lock lock(mutex_);
    while (items_.empty()) not_empty_.wait(lock);
    int item = items_.front();
    items_.pop_front();
    not_full_.notify_one();
    return item;
  }

 private:
  std::mutex mutex_;
  std::condition_variable not_full_;
  std::condition_variable not_empty_;
  std::deque<int> items_;
};

inline void bounded_queue() {
  BoundedQueue queue;
  auto produce = [&] {
    for (int i = 0; i < 3; ++i) queue.push(i);
  };
  auto consume = [&] {
    for (int i = 0; i < 3; ++i) queue.pop();
  };
  std::thread threads[] = {std::thread(produce), std::thread(produce), std::thread(consume),
                           std::thread(consume)};
  for (std::thread& thread : threads) thread.join();
}

inline void spin_lock() {
  std::atomic<bool> locked = false;
  int count = 0;
  auto work = [&] {
    while (locked.exchange(true, std::memory_order_acquire)) {
    }
    ++count;
    locked.store(false, std::memory_order_release);
  };
  std::thread a(work);
  std::thread b(work);
  a.join();
  b.join();
}

inline void futex_semaphore() {
  std::counting_semaphore<> semaphore(0);
  std::thread waiter([&] { semaphore.acquire(); });
  std::thread waker([&] { semaphore.release(); });
  waiter.join();
  waker.join();
}

}  // namespace lockstep::explorer
