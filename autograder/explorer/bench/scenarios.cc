// SPDX-License-Identifier: MIT
// See scenarios.h.
#include "autograder/explorer/bench/scenarios.h"

#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <semaphore>
#include <thread>

namespace lockstep::explorer {
namespace {

class BoundedQueue {
 public:
  void put(int item) {
    std::unique_lock lock(mutex_);
    while (count_ == kCapacity) not_full_.wait(lock);
    items_[(first_ + count_++) % kCapacity] = item;
    not_empty_.notify_one();
  }

  int get() {
    std::unique_lock lock(mutex_);
    while (count_ == 0) not_empty_.wait(lock);
    int item = items_[first_];
    first_ = (first_ + 1) % kCapacity;
    --count_;
    not_full_.notify_one();
    return item;
  }

 private:
  static constexpr int kCapacity = 2;

  std::mutex mutex_;
  std::condition_variable not_full_;
  std::condition_variable not_empty_;
  int items_[kCapacity];
  int first_ = 0;
  int count_ = 0;
};

class FutexSemaphore {
 public:
  void acquire() {
    for (;;) {
      int permits = permits_.load();
      if (permits == 0) {
        syscall(SYS_futex, &permits_, FUTEX_WAIT_PRIVATE, 0, nullptr, nullptr, 0);
      } else if (permits_.compare_exchange_strong(permits, permits - 1)) {
        return;
      }
    }
  }

  void release() {
    permits_.fetch_add(1);
    syscall(SYS_futex, &permits_, FUTEX_WAKE_PRIVATE, 1, nullptr, nullptr, 0);
  }

 private:
  std::atomic<int> permits_ = 0;
};

}  // namespace

void mutex_and_condition() {
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

void bounded_queue() {
  BoundedQueue queue;
  auto produce = [&] {
    for (int i = 0; i < 3; ++i) queue.put(i);
  };
  auto consume = [&] {
    for (int i = 0; i < 3; ++i) queue.get();
  };
  std::thread threads[] = {std::thread(produce), std::thread(produce), std::thread(consume),
                           std::thread(consume)};
  for (std::thread& thread : threads) thread.join();
}

void spin_lock() {
  std::atomic<int> locked = 0;
  int count = 0;
  auto work = [&] {
    while (locked.exchange(1, std::memory_order_acquire) != 0) {
    }
    ++count;
    locked.store(0, std::memory_order_release);
  };
  std::thread a(work);
  std::thread b(work);
  a.join();
  b.join();
}

void futex_semaphore() {
  FutexSemaphore semaphore;
  std::thread waiter([&] { semaphore.acquire(); });
  std::thread waker([&] { semaphore.release(); });
  waiter.join();
  waker.join();
}

void counting_semaphore() {
  std::counting_semaphore<> semaphore(0);
  std::thread waiter([&] { semaphore.acquire(); });
  std::thread waker([&] { semaphore.release(); });
  waiter.join();
  waker.join();
}

}  // namespace lockstep::explorer
