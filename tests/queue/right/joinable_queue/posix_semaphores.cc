// SPDX-License-Identifier: MIT
// Another right way: POSIX semaphores count the items and the room, and the unfinished items are
// counted in an atomic that joiners wait on. An item is in the queue when its permit is there.
#include "lessons/queue/joinable_queue.h"

#include <semaphore.h>

#include <atomic>
#include <cerrno>
#include <climits>
#include <deque>
#include <mutex>
#include <stdexcept>

namespace lockstep {
namespace {

class Permits {
 public:
  explicit Permits(unsigned permits) { ::sem_init(&semaphore_, 0, permits); }
  ~Permits() { ::sem_destroy(&semaphore_); }
  Permits(const Permits&) = delete;
  Permits& operator=(const Permits&) = delete;

  void acquire() {
    while (::sem_wait(&semaphore_) != 0 && errno == EINTR) continue;
  }
  bool try_acquire() { return ::sem_trywait(&semaphore_) == 0; }
  void release() { ::sem_post(&semaphore_); }

 private:
  sem_t semaphore_;
};

class SemaphoreQueue : public JoinableQueue {
 public:
  explicit SemaphoreQueue(int capacity)
      : room_(capacity == 0 ? INT_MAX : static_cast<unsigned>(capacity)) {}

  void put(int item) override {
    room_.acquire();
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      // Counted first: whoever takes the item may call task_done() at once.
      unfinished_.fetch_add(1);
      items_.push_back(item);
    }
    item_.release();
  }

  int get() override {
    item_.acquire();
    return take();
  }

  std::optional<int> try_get() override {
    if (!item_.try_acquire()) return std::nullopt;
    return take();
  }

  void task_done() override {
    int unfinished = unfinished_.load();
    do {
      if (unfinished == 0) throw std::logic_error("nothing is unfinished");
    } while (!unfinished_.compare_exchange_weak(unfinished, unfinished - 1));
    if (unfinished == 1) unfinished_.notify_all();
  }

  void join() override {
    for (int unfinished; (unfinished = unfinished_.load()) != 0;) unfinished_.wait(unfinished);
  }

 private:
  int take() {
    int item;
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      item = items_.front();
      items_.pop_front();
    }
    room_.release();
    return item;
  }

  Permits room_;
  Permits item_{0};
  std::atomic<int> unfinished_{0};
  std::mutex mutex_;
  std::deque<int> items_;
};

}  // namespace

std::unique_ptr<JoinableQueue> make_joinable_queue(int capacity) {
  if (capacity < 0) throw std::invalid_argument("capacity < 0");
  return std::make_unique<SemaphoreQueue>(capacity);
}

}  // namespace lockstep
