// SPDX-License-Identifier: MIT
// A given queue for exercises that need one: bounded, of numbers, and it knows when all work is
// done. It can neither be closed nor waited for with a time-out.
#ifndef LESSONS_BASE_WORK_QUEUE_H_
#define LESSONS_BASE_WORK_QUEUE_H_

#include <semaphore.h>

#include <atomic>
#include <deque>
#include <mutex>

namespace lockstep {

// Items leave in the order in which they were put. What a thread did before put() is seen by the
// thread that takes the item, and what it did before task_done() by a thread whose join() waited
// for that. Every member may be called by any number of threads at once, except the destructor:
// nobody may use the queue any more, and nobody may wait in it.
class WorkQueue {
 public:
  // Holds at most `capacity` items, 1 or more; throws std::invalid_argument if it is less.
  explicit WorkQueue(int capacity);
  ~WorkQueue();
  WorkQueue(const WorkQueue&) = delete;
  WorkQueue& operator=(const WorkQueue&) = delete;

  // Puts `item` at the end; waits while the queue is full. From then on the item is unfinished.
  void put(int item);

  // Takes the item at the front; waits while the queue is empty. The item stays unfinished.
  int get();

  // Says that one item is finished; the queue only counts. Throws std::logic_error, and changes
  // nothing, when none is unfinished.
  void task_done();

  // Waits until no item is unfinished, also for items that are put meanwhile. May be called again.
  void join();

 private:
  sem_t room_;   // a permit for each item that may still be put
  sem_t items_;  // a permit for each item that may be taken
  std::mutex mutex_;
  std::deque<int> queue_;  // guarded by mutex_
  std::atomic<int> unfinished_{0};
};

}  // namespace lockstep

#endif  // LESSONS_BASE_WORK_QUEUE_H_
