// SPDX-License-Identifier: MIT
// A counting semaphore, given: for exercises that build upon one. It is the system's sem_t.
//
// std::counting_semaphore would do, but that of libstdc++ 12 may leave a thread asleep although a
// permit is free: the thread goes to sleep on a count that it read before it last looked. Rarely in
// the wild, soon under the explorer.
#ifndef LESSONS_BASE_SEMAPHORE_H_
#define LESSONS_BASE_SEMAPHORE_H_

#include <semaphore.h>

namespace lockstep {
namespace base {

// acquire() and release() may be called by any number of threads at once, and a permit may be
// released by another thread than the one that acquired it. What a thread did before release() is
// seen by the thread that takes the permit.
class Semaphore {
 public:
  // `permits` are free at first: 0 or more. Throws std::system_error when the system refuses.
  explicit Semaphore(int permits);
  // No thread may use it any more.
  ~Semaphore();
  Semaphore(const Semaphore&) = delete;
  Semaphore& operator=(const Semaphore&) = delete;

  // Takes one permit; sleeps until there is one.
  void acquire();

  // Gives one permit back; a thread that waits goes on. The permits stay within an int.
  void release();

 private:
  sem_t permits_;
};

}  // namespace base
}  // namespace lockstep

#endif  // LESSONS_BASE_SEMAPHORE_H_
