// SPDX-License-Identifier: MIT
// A global lock: in an interpreter, the one lock that a thread has while it runs. What exercises
// are given to run under, and a simple one.
#ifndef LESSONS_BASE_GLOBAL_LOCK_H_
#define LESSONS_BASE_GLOBAL_LOCK_H_

#include <memory>

namespace lockstep {
namespace base {

// What a thread did before drop() is seen by the thread that takes the lock next.
class GlobalLock {
 public:
  // No thread may use it any more.
  virtual ~GlobalLock() = default;

  // Takes the lock; sleeps until it is free. The calling thread does not have it yet. May change
  // errno.
  virtual void take() = 0;

  // Gives the lock back. Throws std::system_error with std::errc::operation_not_permitted, and
  // changes nothing, when the calling thread does not have it. May change errno.
  virtual void drop() = 0;

  // Whether the thread that has the lock, which is the one that calls, should drop it soon. Nobody
  // takes the lock away; what asks does not stop the one that is asked.
  virtual bool drop_requested() const = 0;
};

// A lock that threads get in the order in which they came: whoever drops it and takes it again goes
// behind those that wait. The drop is requested as soon as another thread waits and the thread that
// has the lock has called drop_requested() `every` times since it took it: it counts instead of
// looking at a clock. Python did so before version 3.2, with `every` at 100. `every` is 1 or more.
std::unique_ptr<GlobalLock> make_turn_lock(int every = 1);

}  // namespace base
}  // namespace lockstep

#endif  // LESSONS_BASE_GLOBAL_LOCK_H_
