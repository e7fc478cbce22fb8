// SPDX-License-Identifier: MIT
// Lets other threads of an interpreter run while this one waits for something from outside: the
// global lock is dropped at the begin of a block and taken again at its end.
//
//   lock.take();
//   ...                               // runs, with the lock
//   {
//     const AllowThreads allowed(lock);
//     count = read(file, bytes, size);  // others run meanwhile
//   }
//   if (count < 0) report(errno);     // runs again
//
// Within the block the thread must not touch what the lock guards. If it has to, for a moment, it
// blocks the others for that long: block_threads(), unblock_threads().
//
// Exceptions: however the block is left, the thread has the lock afterwards, also in the handler of
// an exception that was thrown within.
//
// errno: no member changes it, though take() and drop() of a global lock may, also when it refuses.
// What the last system call left there is still to be read when the lock has been taken again.
//
// Memory ordering: the lock's.
//
// The caller's errors: to end the block in another thread than the one that began it; to take or
// drop the lock within the block in another way.
#ifndef LESSONS_GIL_ALLOW_THREADS_H_
#define LESSONS_GIL_ALLOW_THREADS_H_

#include "lessons/base/global_lock.h"

namespace lockstep {

// For one thread. Others have objects of their own, for the same lock.
class AllowThreads {
 public:
  // Drops the lock, which the calling thread has, once, and whether that is requested or not. If
  // the lock refuses (the thread does not have it), so does this, with the same exception, and the
  // lock is as it was.
  explicit AllowThreads(base::GlobalLock& lock);

  // Takes the lock, unless block_threads() has done so already.
  ~AllowThreads();

  AllowThreads(const AllowThreads&) = delete;
  AllowThreads& operator=(const AllowThreads&) = delete;

  // Takes the lock for a while within the block. Does nothing when the others are blocked already.
  void block_threads();

  // Drops the lock again after block_threads(). Does nothing when the others are not blocked.
  void unblock_threads();

 private:
  [[maybe_unused]] base::GlobalLock& lock_;
  [[maybe_unused]] bool allowed_;  // the lock is dropped: others may run
};

}  // namespace lockstep

#endif  // LESSONS_GIL_ALLOW_THREADS_H_
