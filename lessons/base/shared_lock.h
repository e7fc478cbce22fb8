// SPDX-License-Identifier: MIT
// A lock between processes that survives the death of the process that has it. Given: it is the
// system's pthread_mutex_t, shared and robust.
#ifndef LESSONS_BASE_SHARED_LOCK_H_
#define LESSONS_BASE_SHARED_LOCK_H_

#include <pthread.h>

namespace lockstep {
namespace base {

// To be made in memory that the processes share, before the second one is there. What a process did
// before drop() is seen by the process that takes the lock next.
class SharedLock {
 public:
  // Throws std::system_error when the system refuses.
  SharedLock();
  SharedLock(const SharedLock&) = delete;
  SharedLock& operator=(const SharedLock&) = delete;

  // Takes the lock; sleeps until it is free. A process that is killed while it waits takes nothing
  // along. When the process that has the lock is killed, the lock is free: the next take() gets it
  // and returns false, as what the lock guards may be half changed. Otherwise it returns true.
  [[nodiscard]] bool take();

  // Gives the lock back. Only for who has it.
  void drop();

 private:
  pthread_mutex_t mutex_;
};

}  // namespace base
}  // namespace lockstep

#endif  // LESSONS_BASE_SHARED_LOCK_H_
