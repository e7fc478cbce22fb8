// SPDX-License-Identifier: MIT
// A queue of tasks that knows when all of them are done.
//
// An item is unfinished from the moment it is in the queue until a call of task_done() finishes it;
// taking it out does not. Whoever takes an item works on it and then calls task_done(). join()
// waits until no item is unfinished.
//
// Blocking: put() waits while the queue is full, get() while it is empty, join() while an item is
// unfinished. Nothing else waits, also while other threads do. Waiting threads sleep until they are
// woken: they neither spin nor look again and again.
//
// Items leave in the order in which they were put. At no moment does the queue hold more than its
// capacity; an item that was taken and is unfinished is not in the queue any more.
//
// Memory ordering: what a thread did before it put an item is seen by the thread that takes it, and
// what it did before task_done() by each thread whose join() waited for that.
//
// Not promised: an order among waiting threads. Destroying a queue that a thread still uses is the
// caller's error.
#ifndef LESSONS_QUEUE_JOINABLE_QUEUE_H_
#define LESSONS_QUEUE_JOINABLE_QUEUE_H_

#include <memory>
#include <optional>

namespace lockstep {

// Every member may be called by any number of threads at once.
class JoinableQueue {
 public:
  virtual ~JoinableQueue() = default;

  // Puts `item` at the end; waits while the queue is full. From the moment when it is in the queue,
  // and can be taken, there is one more unfinished item; a put() that still waits counts for
  // nothing.
  virtual void put(int item) = 0;

  // Takes the item at the front; waits while the queue is empty.
  virtual int get() = 0;

  // Takes the item at the front if there is one now. Never waits for an item. Nothing means that at
  // some moment of the call the queue was empty.
  virtual std::optional<int> try_get() = 0;

  // Says that one item is done. The queue does not know which one: it counts. Any thread may call
  // it. Throws std::logic_error when no item is unfinished, so more calls came than items were put;
  // the error changes nothing, and the queue can be used as before.
  virtual void task_done() = 0;

  // Waits until no item is unfinished, and returns at once when none is. Items count however late
  // they are put: when a task puts new items before it is done, join() waits for those too. It
  // returns only if at some moment of the call no item was unfinished. All threads that are in
  // join() when the last item is done go on, unless a new item was put before they could look: then
  // they may go on or wait for that item too. join() may be called again, after more items and
  // without.
  virtual void join() = 0;
};

// An empty queue for at most `capacity` items, with none unfinished; 0 means unbounded: put() then
// never waits. Throws std::invalid_argument when capacity < 0.
std::unique_ptr<JoinableQueue> make_joinable_queue(int capacity);

}  // namespace lockstep

#endif  // LESSONS_QUEUE_JOINABLE_QUEUE_H_
