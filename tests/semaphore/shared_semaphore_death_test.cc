// SPDX-License-Identifier: MIT
// The claims of the exercise `shared_semaphore` on processes that are killed.
#include <signal.h>

#include "autograder/harness/claim.h"
#include "autograder/process/order.h"
#include "autograder/process/trial.h"
#include "lessons/semaphore/shared_semaphore.h"
#include "tests/semaphore/shared.h"

namespace lockstep {
namespace {

CLAIM(SharedSemaphore, ADeadWaiterKeepsNothing, 9,
      "a process that is killed while it waits takes neither a permit nor a wakeup along") {
  for (const Take take : kWaysForProcesses) {
    const int deaths = kill_at_each_call("1.1", [take] {
      SharedSemaphore& semaphore = shared_between_processes(0);
      Notes taken;
      const auto takes = [&](int name) {
        return child_of([&, name] {
          take(semaphore);
          taken.post(name);
        });
      };
      const pid_t dies = takes(1);
      await_waiting(dies, semaphore, take);
      const pid_t lives = takes(2);
      await_waiting(lives, semaphore, take);
      release(semaphore, 1);
      const bool dead_has_it = taken.take() == 1;  // the first of them to take one
      release(semaphore, 1);
      ended_by_itself(lives);
      ended_by_itself(dies);
      const int more = taken.any() ? 1 : 0;
      EXPECT_TRUE(!dead_has_it || more == 1);
      EXPECT_EQ(available(semaphore), 1 - more)
          << because("two permits were released, and a killed process took one along");
    });
    EXPECT_GT(deaths, 2) << because("the process that waits makes no system call");
  }
}

CLAIM(SharedSemaphore, ASleeperMayBeKilled, 6,
      "a process that is killed in its sleep is forgotten") {
  run_trials(
      [] {
        SharedSemaphore& semaphore = shared_between_processes(0);
        for (int round = 0; round < 2; ++round) {
          const pid_t sleeper = child_of([&] { acquire(semaphore); });
          const pid_t other = child_of([&] { acquire(semaphore); });
          EXPECT_TRUE(await_asleep({sleeper, other}))
              << because("there was no permit, and a process did not wait");
          ::kill(sleeper, SIGKILL);
          ended_by_itself(sleeper);
          release(semaphore, 1);
          EXPECT_TRUE(ended_by_itself(other));
        }
        EXPECT_EQ(available(semaphore), 0) << because("two permits for two, and some are left");
        release(semaphore, 2);
        EXPECT_TRUE(try_acquire(semaphore) && try_acquire(semaphore) && !try_acquire(semaphore))
            << because("after a process was killed in its sleep, not all permits can be taken");
      },
      {.seeds = 1, .trouble = {}});
}

CLAIM(
    SharedSemaphore, ADeadReleaserGivesAllOrNothing, 6,
    "a process that is killed in release(n) has given all or nothing, and the next release wakes") {
  const int deaths = kill_at_each_call("1.3", [] {
    SharedSemaphore& semaphore = shared_between_processes(0);
    const pid_t one = child_of([&] { acquire(semaphore); });
    const pid_t two = child_of([&] { acquire(semaphore); });
    await_asleep({one, two});
    const bool gave = ended_by_itself(child_of([&] { release(semaphore, 3); }));
    release(semaphore, 1);
    release(semaphore, 1);
    ended_by_itself(one);
    ended_by_itself(two);
    const int left = available(semaphore);
    EXPECT_TRUE(left == 3 || (!gave && left == 0))
        << because("a process was killed in release(3), and gave some of the permits");
  });
  EXPECT_GT(deaths, 2) << because("processes sleep, and release() makes no system call");
}

}  // namespace
}  // namespace lockstep
