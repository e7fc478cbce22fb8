// SPDX-License-Identifier: MIT
// A bell between processes: whoever waits for it sleeps until it rings, and then all go on. Given,
// for waiting where a lock must not be kept. The condition variable of POSIX makes no promise when a
// process is killed that waits for it.
//
//   lock.take();                       lock.take();
//   while (!ready) {                   bell.ring();
//     const auto heard = bell.rung();  ready = true;
//     lock.drop();                     lock.drop();
//     bell.wait(heard);
//     lock.take();
//   }
//
// The bell counts, so that a ring between drop() and wait() is not missed. A process that is killed
// while it waits takes nothing along. One that is killed in the middle of ring() may wake nobody.
// That is why it rings before it makes the change, with the lock taken: those who wake must wait
// for the lock, and find the change when they get it; and who is killed before has changed nothing.
#ifndef LESSONS_BASE_BELL_H_
#define LESSONS_BASE_BELL_H_

#include <atomic>
#include <chrono>
#include <cstdint>

namespace lockstep {
namespace base {

// To be made in memory that the processes share. Any number of processes may call at once.
class Bell {
 public:
  // How often it has rung.
  std::uint32_t rung() const { return rung_; }

  // Sleeps until it has rung since rung() was `heard`. May return for no reason.
  void wait(std::uint32_t heard) const;

  // The same, until a point in time at most. Returns whether that has not come yet.
  bool wait_until(std::uint32_t heard, std::chrono::steady_clock::time_point end) const;

  // Wakes all that wait.
  void ring();

 private:
  std::atomic<std::uint32_t> rung_{0};
};

}  // namespace base
}  // namespace lockstep

#endif  // LESSONS_BASE_BELL_H_
