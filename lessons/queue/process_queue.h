// SPDX-License-Identifier: MIT
// A bounded queue between processes: some put items in at the end, others take them out at the
// front. A full queue makes those wait that put, an empty one those that take. An item is a number
// of bytes, any bytes, and may be empty.
//
// The queue is made by one process and inherited by its children (fork), and by theirs: each has
// an object of its own, and all of them are the same queue. Each process destroys its own, which
// closes what descriptors it has there and touches nobody else.
//
// One at a time: every call takes effect at one single moment between its begin and its return.
// Items leave whole, and in the order of the moments at which they were put. At no moment does the
// queue hold more items than its capacity, however small they are, and it has room for so many,
// however large they are.
//
// Blocking: put() and put_for() wait for room, get() and get_for() for an item. Who waits sleeps,
// and holds up nobody: meanwhile all others can make all calls. Room for one lets one go that waits
// for room, an item lets one go that waits for an item. Any call may also wait until another
// process, in the middle of a call, is done; no time-out ends that, and when that process is
// killed, nobody waits for it any more. A signal whose handler returns does not change what a call
// does.
//
// Closing: a closed queue accepts no more items; those that are left can still be taken. After that
// get() reports the end. close() wakes everybody, in all processes: nobody waits in a closed queue
// for room, and nobody for an item that cannot come. A queue is never opened again.
//
// Death: a process may be killed at any moment.
// - While it waits for an item or for room, or between two calls: the others go on as if it had
//   never come. An item that it has taken is gone with it.
// - In the middle of any other call, the call has had its effect, or it has had none. Only when
//   some bytes of an item have moved and others have not, the queue may be broken: then every call
//   throws BrokenQueue from then on, in every process, also calls that wait. An implementation
//   that can put things right does not need that.
// In no case does anybody get part of an item, or wait for ever for what the dead would have done.
//
// Memory: what was in shared memory before an item was put is seen by the process that takes it.
//
// Not promised: an order among those that wait; a time-out of centuries. That the last process
// which might put has ended does not close the queue.
#ifndef LESSONS_QUEUE_PROCESS_QUEUE_H_
#define LESSONS_QUEUE_PROCESS_QUEUE_H_

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace lockstep {

// A process was killed in the middle of an item, and nobody can tell where the next one begins.
class BrokenQueue : public std::runtime_error {
 public:
  BrokenQueue() : std::runtime_error("a process was killed in the middle of an item") {}
};

// Every member may be called by any number of processes at once, one thread in each. Throws
// std::system_error when the system refuses what a call needs.
class ProcessQueue {
 public:
  virtual ~ProcessQueue() = default;

  // Puts `item` at the end; waits while the queue is full and not closed. Returns true when the
  // item is in the queue; false when the queue is closed, before the call or while it waits: then
  // the item is refused. Throws std::length_error, and changes nothing, when the item is larger
  // than the queue's largest. The size is looked at first, in all three ways to put: also in a
  // queue that is full, which is not waited for then, and in one that is closed.
  virtual bool put(std::string_view item) = 0;

  // Puts `item` at the end if that is possible now. Never waits for room. Returns whether it did;
  // false means that at some moment of the call the queue was full, or closed.
  virtual bool try_put(std::string_view item) = 0;

  // put() that waits for room at most `timeout`, counted from the call, whatever wakes it in
  // between. Zero or less is try_put(). `timeout` is at most a year. Returns false when the time
  // was up or the queue is closed; a closed queue is not waited for.
  virtual bool put_for(std::string_view item, std::chrono::nanoseconds timeout) = 0;

  // Takes the item at the front; waits while the queue is empty and not closed. Returns nothing
  // only when the queue is closed and empty: no item will ever come.
  virtual std::optional<std::string> get() = 0;

  // Takes the item at the front if there is one now. Never waits for an item. Nothing means that at
  // some moment of the call the queue was empty.
  virtual std::optional<std::string> try_get() = 0;

  // get() that waits for an item at most `timeout`, counted from the call, whatever wakes it in
  // between. Zero or less is try_get(). `timeout` is at most a year. Returns nothing when the time
  // was up or the queue is closed and empty; neither is waited for once it is so.
  virtual std::optional<std::string> get_for(std::chrono::nanoseconds timeout) = 0;

  // Closes the queue for all processes, and wakes all that wait in it. Closing again does nothing.
  virtual void close() = 0;

  // Whether the queue is closed; once true, it stays true.
  virtual bool is_closed() const = 0;
};

// An empty queue for at most `capacity` items of at most `largest` bytes. Throws
// std::invalid_argument when capacity < 1 or largest < 1, and std::system_error when the system
// refuses; it does not refuse for the size when capacity * (largest + 16) is 256 KiB or less.
std::unique_ptr<ProcessQueue> make_process_queue(int capacity, std::size_t largest);

}  // namespace lockstep

#endif  // LESSONS_QUEUE_PROCESS_QUEUE_H_
