// SPDX-License-Identifier: MIT
// Shows how a shared semaphore is used. These cases are a start: the grading looks at more, also at
// processes that are killed.
//
// explore() runs threads in every order, as with the other semaphores; a semaphore of processes is
// one of threads too. run_trials() runs processes: undisturbed, and with system calls that are
// interrupted and children that stop for a while.
#include "lessons/semaphore/shared_semaphore.h"

#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <stdexcept>
#include <thread>

#include "autograder/explorer/explore.h"
#include "autograder/process/order.h"
#include "autograder/process/trial.h"
#include "gtest/gtest.h"

namespace lockstep {
namespace {

// A semaphore that this process shares with the children that it will have.
SharedSemaphore& shared_semaphore(int permits) {
  void* const memory = mmap(nullptr, sizeof(SharedSemaphore), PROT_READ | PROT_WRITE,
                            MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  EXPECT_NE(memory, MAP_FAILED);
  auto& semaphore = *static_cast<SharedSemaphore*>(memory);
  init(semaphore, permits);
  return semaphore;
}

TEST(SharedSemaphore, CountsPermits) {
  SharedSemaphore semaphore;
  init(semaphore, 1);
  acquire(semaphore);
  EXPECT_FALSE(try_acquire(semaphore)) << "there was one permit, and it is taken";
  release(semaphore, 2);
  EXPECT_EQ(available(semaphore), 2);
  EXPECT_TRUE(try_acquire_for(semaphore, std::chrono::milliseconds(1)));
}

TEST(SharedSemaphore, RefusesNegativeNumbers) {
  SharedSemaphore semaphore;
  EXPECT_THROW(init(semaphore, -1), std::invalid_argument);
  init(semaphore, 1);
  EXPECT_THROW(release(semaphore, 0), std::invalid_argument);
  EXPECT_EQ(available(semaphore), 1) << "a refused release changed the semaphore";
}

TEST(SharedSemaphore, ReleaseLetsTwoWaitingThreadsGo) {
  explorer::explore([] {
    SharedSemaphore semaphore;
    init(semaphore, 0);
    std::thread one([&] { acquire(semaphore); });
    std::thread two([&] { acquire(semaphore); });
    release(semaphore, 2);
    one.join();
    two.join();
    EXPECT_EQ(available(semaphore), 0);
  });
}

TEST(SharedSemaphore, ReleaseLetsAnotherProcessGo) {
  run_trials([] {
    SharedSemaphore& semaphore = shared_semaphore(0);
    const pid_t child = fork();
    if (child == 0) {
      acquire(semaphore);
      _exit(7);
    }
    await_asleep(child);  // not a guess: until it sleeps in the kernel, with nothing to wake it
    release(semaphore, 1);
    int status = 0;
    while (waitpid(child, &status, 0) < 0) continue;
    EXPECT_EQ(WEXITSTATUS(status), 7);
    EXPECT_EQ(available(semaphore), 0);
  });
}

}  // namespace
}  // namespace lockstep
