// SPDX-License-Identifier: MIT
// Two semaphores count the room and the items, so waiting is theirs; the mutex guards only the
// items themselves and is never held while a thread waits.
#include "lessons/base/work_queue.h"

#include <cerrno>
#include <stdexcept>

namespace lockstep {
namespace {

void wait(sem_t* semaphore) {
  // A signal may end the wait early; no other error is possible for a semaphore that exists.
  while (::sem_wait(semaphore) != 0 && errno == EINTR) continue;
}

}  // namespace

WorkQueue::WorkQueue(int capacity) {
  if (capacity < 1) throw std::invalid_argument("a work queue holds 1 item or more");
  ::sem_init(&room_, 0, static_cast<unsigned>(capacity));
  ::sem_init(&items_, 0, 0);
}

WorkQueue::~WorkQueue() {
  ::sem_destroy(&items_);
  ::sem_destroy(&room_);
}

void WorkQueue::put(int item) {
  wait(&room_);
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    // Counted before anybody can take the item and call task_done() for it.
    ++unfinished_;
    queue_.push_back(item);
  }
  ::sem_post(&items_);
}

int WorkQueue::get() {
  wait(&items_);
  int item;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    item = queue_.front();
    queue_.pop_front();
  }
  ::sem_post(&room_);
  return item;
}

void WorkQueue::task_done() {
  int unfinished = unfinished_.load();
  do {
    if (unfinished == 0) throw std::logic_error("task_done() was called for more than was put");
  } while (!unfinished_.compare_exchange_weak(unfinished, unfinished - 1));
  if (unfinished == 1) unfinished_.notify_all();
}

void WorkQueue::join() {
  for (int unfinished = unfinished_.load(); unfinished != 0; unfinished = unfinished_.load()) {
    unfinished_.wait(unfinished);  // returns when the number has changed
  }
}

}  // namespace lockstep
