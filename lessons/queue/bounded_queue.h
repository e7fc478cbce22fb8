// SPDX-License-Identifier: MIT
// A bounded queue of numbers: threads put items in at the end, other threads take them out at the
// front. A full queue makes those wait that put, an empty one those that take.
//
// One at a time: every call takes effect at one single moment between its begin and its return.
// Items leave in the order of the moments at which they were put. So the items of one thread keep
// their order, and an item whose put returned before another put began leaves before the other's.
// At no moment does the queue hold more items than its capacity.
//
// Blocking: put() and put_for() wait for room, get() and get_for() for an item. Nothing else waits
// for either, also while other threads do. Waiting threads sleep until they are woken: they neither
// spin nor look again and again. Room for one lets a thread go that waits for room, an item lets a
// thread go that waits for an item.
//
// Closing: a closed queue accepts no more items; those that are left can still be taken. After that
// get() reports the end. close() wakes everybody: no thread waits in a closed queue for room, and
// none for an item that cannot come. A queue is never opened again.
//
// Memory ordering: what a thread did before it put an item is seen by the thread that takes it.
//
// No item is lost or made: a call that returns false or nothing put nothing and took nothing, even
// when its time-out meets another call.
//
// Not promised: an order among waiting threads; a time-out of centuries. Destroying a queue that a
// thread still uses is the caller's error.
#ifndef LESSONS_QUEUE_BOUNDED_QUEUE_H_
#define LESSONS_QUEUE_BOUNDED_QUEUE_H_

#include <chrono>
#include <memory>
#include <optional>

namespace lockstep {

// Every member may be called by any number of threads at once, before and after close().
class BoundedQueue {
 public:
  virtual ~BoundedQueue() = default;

  // Puts `item` at the end; waits while the queue is full and not closed. Returns true when the
  // item is in the queue; false when the queue is closed, before the call or while it waits: then
  // the item is refused.
  virtual bool put(int item) = 0;

  // Puts `item` at the end if that is possible now. Never waits for room. Returns whether it did;
  // false means that at some moment of the call the queue was full, or closed.
  virtual bool try_put(int item) = 0;

  // put() that waits at most `timeout`, counted from the call, whatever wakes the thread in
  // between. Zero or less is try_put(). `timeout` is at most a year. Returns false when the time
  // was up or the queue is closed; a closed queue is not waited for.
  virtual bool put_for(int item, std::chrono::nanoseconds timeout) = 0;

  // Takes the item at the front; waits while the queue is empty and not closed. Returns nothing
  // only when the queue is closed and empty: no item will ever come.
  virtual std::optional<int> get() = 0;

  // Takes the item at the front if there is one now. Never waits for an item. Nothing means that at
  // some moment of the call the queue was empty.
  virtual std::optional<int> try_get() = 0;

  // get() that waits at most `timeout`, counted from the call, whatever wakes the thread in
  // between. Zero or less is try_get(). `timeout` is at most a year. Returns nothing when the time
  // was up or the queue is closed and empty; neither is waited for once it is so.
  virtual std::optional<int> get_for(std::chrono::nanoseconds timeout) = 0;

  // Closes the queue and wakes all threads that wait in it. Closing again does nothing.
  virtual void close() = 0;

  // Whether the queue is closed; once true, it stays true. So when is_closed() was true and a
  // later try_get() or get_for() returns nothing, that is the end.
  virtual bool is_closed() const = 0;

  // Hints. Each tells what was so at some moment of the call: other threads may have changed it
  // before it returns. So `if (!queue.full()) queue.put(1);` may wait all the same.
  virtual int size() const = 0;    // the items that can be taken, from 0 to the capacity
  virtual bool empty() const = 0;  // size() is 0
  virtual bool full() const = 0;   // size() is the capacity; never so when the queue is unbounded
};

// An empty queue for at most `capacity` items; 0 means unbounded: put() then never waits. Throws
// std::invalid_argument when capacity < 0.
std::unique_ptr<BoundedQueue> make_bounded_queue(int capacity);

}  // namespace lockstep

#endif  // LESSONS_QUEUE_BOUNDED_QUEUE_H_
