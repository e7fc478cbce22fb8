// SPDX-License-Identifier: MIT
// The claims of the exercise `shared_semaphore` on time-outs. Time is virtual.
#include <algorithm>
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

using std::chrono::milliseconds;
using std::chrono::steady_clock;
using std::this_thread::sleep_until;

CLAIM(SharedSemaphore, TimeoutIsKept, 5, "a try ends in time, without a permit if there is none") {
  explore_claim([] {
    SharedSemaphore semaphore = semaphore_with(0);
    for (const auto timeout : {milliseconds(-1), milliseconds(0), milliseconds(2'500)}) {
      const auto start = steady_clock::now();
      EXPECT_FALSE(try_acquire_for(semaphore, timeout)) << because("there was no permit to take");
      const auto waited = steady_clock::now() - start;
      EXPECT_GE(waited, timeout) << because("try_acquire_for() gave up before its time-out");
      EXPECT_LE(waited, std::max(timeout * 3 / 2, milliseconds(1)))
          << because("try_acquire_for() waited on after its time-out");
    }
    release(semaphore, 2);
    EXPECT_TRUE(try_acquire_for(semaphore, milliseconds(-1)))
        << because("a permit was free, and with a time-out below zero it was not taken");
    EXPECT_TRUE(try_acquire_for(semaphore, milliseconds(2'500)))
        << because("a permit was free, and it was not taken");
    EXPECT_EQ(available(semaphore), 0) << because("who gave up changed the number of permits");
  });
}

CLAIM(SharedSemaphore, TimeoutCountsFromTheCall, 6,
      "a wakeup in vain does not change the time-out") {
  const auto body = [] {
    SharedSemaphore semaphore = semaphore_with(0);
    const auto begin = steady_clock::now();
    together(
        [&] {
          EXPECT_FALSE(try_acquire_for(semaphore, milliseconds(10)))
              << because("there was no permit to take");
          const auto waited = steady_clock::now() - begin;
          EXPECT_GE(waited, milliseconds(10)) << because("a thread woken in vain gave up early");
          EXPECT_LE(waited, milliseconds(16))
              << because("a thread woken in vain started its time-out again");
        },
        [&] {
          sleep_until(begin + milliseconds(9));
          wake_all_sleepers(semaphore);
        });
  };
  // No time may pass while a thread can run, so that the call is made at `begin`.
  explore_claim(body, in_time());
}

CLAIM(SharedSemaphore, TimeoutLosesNoPermit, 6,
      "a time-out that meets a release loses neither permit nor wakeup") {
  explore_claim([] {
    SharedSemaphore semaphore = semaphore_with(0);
    bool taken = false;
    together([&] { taken = try_acquire_for(semaphore, milliseconds(2)); },
             [&] {
               std::this_thread::sleep_for(milliseconds(2));
               release(semaphore, 1);
             });
    EXPECT_EQ(available(semaphore), taken ? 0 : 1) << because("a permit was lost, or made");
  });
  // Two wait, and the permit comes when one of them may have run out of time. The turns and the
  // thread that only sleeps let the deadline pass before a woken thread looks.
  explore_claim([] {
    SharedSemaphore semaphore = semaphore_with(0);
    const auto begin = steady_clock::now();
    together([&] { acquire(semaphore); },
             [&] {
               if (try_acquire_for(semaphore, milliseconds(2))) release(semaphore, 1);
             },
             [&] {
               sleep_until(begin + milliseconds(1));
               release(semaphore, 1);
               for (int turn = 0; turn < 8; ++turn) std::this_thread::yield();
             },
             [&] { sleep_until(begin + milliseconds(3)); });
    EXPECT_EQ(available(semaphore), 0) << because("one permit for one, and some are left");
  });
}

}  // namespace
}  // namespace lockstep
