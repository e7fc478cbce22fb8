// SPDX-License-Identifier: MIT
// The claims of the exercise `shared_semaphore` on sleeping and waking.
#include <atomic>
#include <chrono>
#include <thread>

#include "autograder/harness/claim.h"
#include "lessons/semaphore/shared_semaphore.h"
#include "tests/base/explore_claim.h"
#include "tests/base/in_time.h"
#include "tests/base/together.h"
#include "tests/semaphore/shared.h"

namespace lockstep {
namespace {

CLAIM(SharedSemaphore, NobodySleepsBesideAPermit, 9, "as many waiting threads go on as permits") {
  for (const Take take : kWaysToWait) {
    const auto wait_for = [take](SharedSemaphore& semaphore) {
      return [take, &semaphore] { take(semaphore); };
    };
    explore_claim(
        [&] {
          SharedSemaphore semaphore = semaphore_with(0);
          together(wait_for(semaphore), wait_for(semaphore), [&] { release(semaphore, 2); });
          EXPECT_EQ(available(semaphore), 0) << because("two permits for two, and some are left");
        },
        in_time());
    // Two that release, close together.
    explore_claim(
        [&] {
          SharedSemaphore semaphore = semaphore_with(0);
          const auto give = [&] { release(semaphore, 1); };
          together(wait_for(semaphore), wait_for(semaphore), give, give);
        },
        in_time());
    // One that takes a permit away, and gives it back.
    explore_claim(
        [&] {
          SharedSemaphore semaphore = semaphore_with(1);
          const auto visit = [&] {
            take(semaphore);
            release(semaphore, 1);
          };
          together(visit, visit, [&] {
            if (try_acquire(semaphore)) release(semaphore, 1);
          });
        },
        in_time());
  }
}

CLAIM(SharedSemaphore, WokenThreadsLookAgain, 5, "a thread that is woken for no reason waits on") {
  for (const Take take : kWaysToWait) {
    const auto body = [take] {
      SharedSemaphore semaphore = semaphore_with(0);
      std::atomic<bool> released{false};
      together(
          [&] {
            take(semaphore);
            EXPECT_TRUE(released) << because("a thread was woken and went on without a permit");
          },
          [&] {
            for (int turn = 0; turn < 2; ++turn) {
              std::this_thread::yield();
              wake_all_sleepers(semaphore);
            }
            released = true;
            release(semaphore, 1);
          });
      EXPECT_EQ(available(semaphore), 0) << because("one permit for one, and one is left");
    };
    explore_claim(body, in_time());
  }
}

// Lets the others run until they wait: each sleep ends when nobody else can run, so threads that
// look a hundred times before they sleep get to do so; those that look every millisecond sleep
// again.
void let_them_wait() {
  for (int turn = 0; turn < 250; ++turn) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  std::this_thread::sleep_for(std::chrono::microseconds(500));
}

CLAIM(SharedSemaphore, WaitingThreadsSleep, 6,
      "a waiting thread sleeps on a word until it is woken") {
  // The bounded strategy wakes nobody without a reason, and lets no time pass while a thread can
  // run. In the limit of steps is room for the looks before they sleep, and not for one a second.
  explorer::Options options;
  options.strategy = "bounded";
  options.schedules = 20;
  options.max_steps = 3'000;
  for (const Take take : kWaysToWait) {
    explorer::explore(
        [take] {
          SharedSemaphore semaphore = semaphore_with(0);
          const auto wait = [&] { take(semaphore); };
          together(wait, wait, wait, [&] {
            let_them_wait();
            EXPECT_GE(wake_all_sleepers(semaphore), 3)
                << because("a waiting thread does not sleep on a word of the semaphore");
            std::this_thread::sleep_for(std::chrono::seconds(600));
            release(semaphore, 3);
          });
        },
        options);
  }
}

}  // namespace
}  // namespace lockstep
