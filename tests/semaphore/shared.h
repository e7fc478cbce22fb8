// SPDX-License-Identifier: MIT
// What the claims of `shared_semaphore` share: two ways to wait, who sleeps on it, and processes.
#ifndef TESTS_SEMAPHORE_SHARED_H_
#define TESTS_SEMAPHORE_SHARED_H_

#include <linux/futex.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <climits>
#include <cstdint>
#include <fstream>
#include <functional>
#include <string>
#include <system_error>

#include "autograder/harness/claim.h"
#include "autograder/process/order.h"
#include "lessons/semaphore/shared_semaphore.h"
#include "tests/base/child.h"

namespace lockstep {

inline void take_one(SharedSemaphore& semaphore) { acquire(semaphore); }

inline void take_one_in_time(SharedSemaphore& semaphore) {
  EXPECT_TRUE(try_acquire_for(semaphore, std::chrono::hours(1)))
      << because("no permit was taken in an hour");
}

// For processes, whose time is real: long enough for any machine, and it ends when nobody is woken.
inline void take_one_soon(SharedSemaphore& semaphore) {
  EXPECT_TRUE(try_acquire_for(semaphore, std::chrono::seconds(4)))
      << because("a permit was released, and a process that waited for it did not get it");
}

using Take = void (*)(SharedSemaphore&);
inline constexpr Take kWaysToWait[] = {take_one, take_one_in_time};
inline constexpr Take kWaysForProcesses[] = {take_one, take_one_soon};

inline SharedSemaphore semaphore_with(int permits) {
  SharedSemaphore semaphore;
  init(semaphore, permits);
  return semaphore;
}

// Wakes every thread that sleeps on a word of the semaphore, and returns how many did. A thread
// that waits for a permit must take that as it takes any wakeup for no reason: it sleeps again.
inline int wake_all_sleepers(SharedSemaphore& semaphore) {
  long found = 0;
  for (std::uint32_t& word : semaphore.words) {
    found += ::syscall(SYS_futex, &word, FUTEX_WAKE, INT_MAX, nullptr, nullptr, 0);
  }
  return static_cast<int>(found);
}

// Memory that a trial's processes share, as they are forked. It goes with them.
inline SharedSemaphore& shared_between_processes(int permits) {
  void* const memory =
      ::mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) throw std::system_error(errno, std::generic_category(), "mmap");
  auto& semaphore = *static_cast<SharedSemaphore*>(memory);
  init(semaphore, permits);
  return semaphore;
}

// Whether the process is in a futex call on a word of the semaphore, which has its address there,
// and where other processes find it.
inline bool sleeps_on(pid_t process, const SharedSemaphore& semaphore) {
  std::ifstream file("/proc/" + std::to_string(process) + "/syscall");
  long number = 0;
  std::uintptr_t word = 0, operation = 0;
  file >> number >> std::hex >> word >> operation;
  const auto first = reinterpret_cast<std::uintptr_t>(&semaphore);
  return file && number == SYS_futex && word >= first && word < first + sizeof semaphore &&
         (operation & FUTEX_PRIVATE_FLAG) == 0;
}

// Blocks until a child waits for a permit. With a time-out it is not asleep for good, but it ends.
// False if it ended first.
inline bool await_waiting(pid_t child, const SharedSemaphore& semaphore, Take take) {
  if (take == take_one) return await_asleep(child);
  while (is_running(child)) {
    if (sleeps_on(child, semaphore)) return true;
    ::usleep(1000);
  }
  return false;
}

}  // namespace lockstep

#endif  // TESTS_SEMAPHORE_SHARED_H_
