// SPDX-License-Identifier: MIT
// An event: a flag that threads can wait for. One thread says that something has happened, and all
// who wait for it go on.
//
// Blocking: wait() waits until the event is set, wait_for() at most for its time-out; nothing else
// waits for the event. set() lets all threads go that wait at this moment, also when clear()
// follows at once: their wait ends, they need not find the event still set.
//
// Memory ordering: what a thread did before set() is seen by each thread whose wait() or wait_for()
// that set() ended, and by each whose wait(), wait_for() or is_set() found the event set by it
// (set() synchronizes with it).
//
// The rules are those of Python's threading.Event.
//
// Not promised: an order among the threads that go on; a time-out of centuries, whose end the
// steady clock cannot express. Destroying an event that a thread still uses is the caller's error.
#ifndef LESSONS_EVENT_EVENT_H_
#define LESSONS_EVENT_EVENT_H_

#include <chrono>
#include <memory>

namespace lockstep {

// Every member may be called by any number of threads at once.
class Event {
 public:
  virtual ~Event() = default;

  // Sets the event. It stays set until clear(), however many threads wait() meanwhile. All threads
  // that wait at this moment go on. Changes nothing when the event is set already: sets are not
  // counted, so one clear() is enough after several.
  virtual void set() = 0;

  // Makes the event unset: a wait() that begins later waits for the next set(). Wakes nobody, and
  // keeps back nobody whom a set() has let go. Changes nothing when the event is not set.
  virtual void clear() = 0;

  // Whether the event is set now. A snapshot: another thread may change it before this returns.
  virtual bool is_set() const = 0;

  // Returns at once when the event is set; else waits for the next set(). Waiting threads sleep
  // until they are woken: they neither spin nor look again and again.
  virtual void wait() = 0;

  // wait() for at most `timeout`, counted from the call, whatever wakes the thread in between.
  // Returns true when the event was set at the call, or a set() came while this thread waited, even
  // if clear() has followed; false when the time-out passed without. Zero or less is is_set().
  // `timeout` is at most a year. A set() that is done before the time-out is over is never missed,
  // however late the waiting thread runs again.
  virtual bool wait_for(std::chrono::nanoseconds timeout) = 0;
};

// A new event, not set.
std::unique_ptr<Event> make_event();

}  // namespace lockstep

#endif  // LESSONS_EVENT_EVENT_H_
