// SPDX-License-Identifier: MIT
// The claims of the exercise `shared_semaphore` between processes.
#include <signal.h>
#include <sys/mman.h>

#include "autograder/harness/claim.h"
#include "autograder/process/order.h"
#include "autograder/process/trial.h"
#include "lessons/semaphore/shared_semaphore.h"
#include "tests/semaphore/shared.h"

namespace lockstep {
namespace {

CLAIM(SharedSemaphore, OtherProcessesAreWoken, 9, "a release lets processes go that wait for it") {
  for (const Take take : kWaysForProcesses) {
    run_trials(
        [take] {
          SharedSemaphore& semaphore = shared_between_processes(0);
          const pid_t one = child_of([&] { take(semaphore); });
          const pid_t two = child_of([&] { take(semaphore); });
          EXPECT_TRUE(await_waiting(one, semaphore, take) && await_waiting(two, semaphore, take))
              << because("a process does not wait where another one finds it");
          release(semaphore, 2);
          EXPECT_TRUE(ended_by_itself(one) && ended_by_itself(two));
          EXPECT_EQ(available(semaphore), 0) << because("two permits for two, and some are left");
        },
        {.seeds = 3, .trouble = {}});
  }
}

CLAIM(SharedSemaphore, AddressesDiffer, 5, "each process may have the memory at another address") {
  run_trials(
      [] {
        SharedSemaphore& semaphore = shared_between_processes(0);
        const pid_t child = child_of([&] {
          // A second mapping of the same memory; the first one goes.
          void* const moved = ::mremap(&semaphore, 0, 4096, MREMAP_MAYMOVE);
          ASSERT_NE(moved, MAP_FAILED);
          ::munmap(&semaphore, 4096);
          acquire(*static_cast<SharedSemaphore*>(moved));
          release(*static_cast<SharedSemaphore*>(moved), 2);
        });
        await_asleep(child);
        release(semaphore, 1);
        EXPECT_TRUE(ended_by_itself(child))
            << because("a process that has the memory at another address could not use it");
        EXPECT_EQ(available(semaphore), 2)
            << because("what a process did to the semaphore at another address is not seen");
      },
      {.seeds = 1, .trouble = {}});
}

Notes* interruptions = nullptr;  // of the process that waits

CLAIM(SharedSemaphore, SignalsDoNotEndAWait, 5, "a wait that is interrupted goes on") {
  for (const Take take : kWaysForProcesses) {
    run_trials(
        [take] {
          SharedSemaphore& semaphore = shared_between_processes(0);
          Notes interrupted, done;
          interruptions = &interrupted;
          const pid_t child = child_of([&] {
            struct sigaction action = {};  // no SA_RESTART: the call that it comes in ends
            action.sa_handler = [](int) { interruptions->post(1); };
            ::sigaction(SIGUSR1, &action, nullptr);
            interrupted.post(0);
            for (int turn = 0; turn < 3; ++turn) take(semaphore);
            done.post(1);
          });
          interrupted.take();
          await_waiting(child, semaphore, take);
          ::kill(child, SIGUSR1);
          interrupted.take();
          await_waiting(child, semaphore, take);  // again, or it takes the next turn for this one
          release(semaphore, 2);
          await_waiting(child, semaphore, take);
          EXPECT_FALSE(done.any()) << because("a wait that was interrupted ended without a permit");
          release(semaphore, 1);
          EXPECT_TRUE(ended_by_itself(child)) << because("a wait that was interrupted failed");
          EXPECT_EQ(available(semaphore), 0) << because("three permits for one that takes three");
        },
        {.seeds = 3, .trouble = {.late_signals = false, .stopped = false}});
  }
}

CLAIM(SharedSemaphore, NoCallWhereNobodyWaits, 6,
      "a call that need not wait, while nobody waits, makes no system call") {
  run_trials(
      [] {
        SharedSemaphore& semaphore = shared_between_processes(1);
        const auto use = [&] {
          const int before = calls_made();
          acquire(semaphore);
          try_acquire(semaphore);
          try_acquire_for(semaphore, std::chrono::seconds(-1));
          release(semaphore, 1);
          try_acquire_for(semaphore, std::chrono::seconds(1));
          release(semaphore, 1);
          release(semaphore, 1);
          try_acquire(semaphore);
          available(semaphore);
          EXPECT_EQ(calls_made(), before) << because("nobody waits, and a system call was made");
        };
        use();
        // After somebody has waited, and somebody has given up.
        acquire(semaphore);
        const pid_t child = child_of([&] {
          EXPECT_FALSE(try_acquire_for(semaphore, std::chrono::milliseconds(1)));
          acquire(semaphore);
        });
        await_asleep(child);
        release(semaphore, 1);
        ended_by_itself(child);
        release(semaphore, 2);
        try_acquire(semaphore);
        use();
      },
      {.seeds = 0, .trouble = {}});
}

}  // namespace
}  // namespace lockstep
