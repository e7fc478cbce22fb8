// SPDX-License-Identifier: MIT
// A number and a lock that belong to a server process, given: a manager with one object of each
// kind. The process that makes it and all that come of that by fork() use the same object.
#ifndef LESSONS_BASE_MANAGED_COUNT_H_
#define LESSONS_BASE_MANAGED_COUNT_H_

#include <sys/types.h>

#include <memory>

namespace lockstep {
namespace base {

class ManagedCount {
 public:
  // In the process that made it: ends the server. Must not be called in others.
  virtual ~ManagedCount() = default;

  // Each is one step for all processes. They do not look at the lock.
  virtual int get() = 0;
  virtual void set(int number) = 0;

  // Waits, asleep, until the lock is this process's. Acquiring it twice waits for ever. As in
  // Python, a process that ends without release() keeps it locked.
  virtual void acquire() = 0;
  // Throws std::logic_error when the lock is not this process's.
  virtual void release() = 0;

  // The process id of the server.
  virtual pid_t server() const = 0;
};

// Starts the server. Throws std::system_error when the system refuses.
std::unique_ptr<ManagedCount> make_managed_count(int number);

}  // namespace base
}  // namespace lockstep

#endif  // LESSONS_BASE_MANAGED_COUNT_H_
