// SPDX-License-Identifier: MIT
// The claims of the exercise `semaphore` on time-outs.
//
// Time is virtual, so bounds on it hold on any machine. In some schedules time passes also while a
// thread could run; a claim that needs the contrary turns that off. A time-out may end late by half
// of its length: std::counting_semaphore of libstdc++ does, which sleeps between looks at first.
#include "lessons/semaphore/semaphore.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <thread>

#include "autograder/explorer/explore.h"
#include "autograder/harness/claim.h"
#include "tests/base/explore_claim.h"
#include "tests/base/in_time.h"
#include "tests/base/together.h"

namespace lockstep {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;
using std::this_thread::sleep_until;

CLAIM(Semaphore, TimeoutTakesNoPermit, 4, "a time-out is kept and takes no permit") {
  explore_claim([] {
    auto semaphore = make_semaphore(0);
    for (const auto timeout : {milliseconds(-1), milliseconds(0), milliseconds(30)}) {
      const auto start = steady_clock::now();
      EXPECT_FALSE(semaphore->try_acquire_for(timeout)) << because("there was no permit to take");
      const auto waited = steady_clock::now() - start;
      EXPECT_GE(waited, timeout) << because("try_acquire_for() gave up before its time-out");
      EXPECT_LE(waited, std::max(timeout * 2, milliseconds(1)))
          << because("try_acquire_for() waited on after its time-out");
    }
    semaphore->release(2);
    EXPECT_EQ(semaphore->available(), 2) << because("a time-out took a permit");
    EXPECT_TRUE(semaphore->try_acquire_for(milliseconds(0)) &&
                semaphore->try_acquire_for(milliseconds(-1)))
        << because("a time-out of zero or less must still take a free permit");
  });
}

CLAIM(Semaphore, TimeoutCountsFromTheCall, 4, "a wakeup in vain does not change the time-out") {
  const auto body = [] {
    auto semaphore = make_semaphore(0);
    const auto begin = steady_clock::now();
    together(
        [&] {
          if (semaphore->try_acquire_for(milliseconds(10))) return;
          const auto waited = steady_clock::now() - begin;
          EXPECT_GE(waited, milliseconds(10)) << because("a thread woken in vain gave up early");
          EXPECT_LE(waited, milliseconds(16))
              << because("a thread woken in vain started its time-out again");
        },
        [&] {
          sleep_until(begin + milliseconds(9));
          semaphore->release(1);
          semaphore->try_acquire();
        });
  };
  // No time may pass while a thread can run, so that the call is made at `begin`.
  explore_claim(body, in_time());
}

CLAIM(Semaphore, TimeoutLosesNothing, 4, "a time-out that meets a release loses no permit") {
  explore_claim([] {
    auto semaphore = make_semaphore(0);
    const auto begin = steady_clock::now();
    std::atomic<int> taken{0};
    together([&] { taken += semaphore->try_acquire_for(milliseconds(1)) ? 1 : 0; },
             [&] {
               sleep_until(begin + milliseconds(1));
               semaphore->release(1);
             });
    EXPECT_EQ(semaphore->available() + taken, 1) << because("a permit was lost in a time-out");
  });
}

CLAIM(Semaphore, TimeoutSwallowsNoWakeup, 4, "who gives up leaves the wakeup to those who wait") {
  // Two wait for one permit. Whoever wakes first, the other must not be left asleep. The turns
  // after the release and the thread that only sleeps let the deadline pass before a woken thread
  // looks.
  explore_claim([] {
    auto semaphore = make_semaphore(0);
    const auto begin = steady_clock::now();
    together([&] { semaphore->acquire(); },
             [&] {
               if (semaphore->try_acquire_for(milliseconds(2))) semaphore->release(1);
             },
             [&] {
               sleep_until(begin + milliseconds(1));
               semaphore->release(1);
               for (int turn = 0; turn < 8; ++turn) std::this_thread::yield();
             },
             [&] { sleep_until(begin + milliseconds(3)); });
  });
}

CLAIM(Semaphore, ReleaseWakesTimedWaitersToo, 4,
      "release(n) lets n waiters go, with and without a time-out") {
  const auto body = [] {
    auto semaphore = make_semaphore(0);
    const auto begin = steady_clock::now();
    together([&] { semaphore->acquire(); },
             [&] {
               EXPECT_TRUE(semaphore->try_acquire_for(seconds(4)))
                   << because("a permit came long before the time-out and was not taken");
               EXPECT_LE(steady_clock::now() - begin, seconds(2))
                   << because("a release did not wake a thread that waits with a time-out");
             },
             [&] {
               sleep_until(begin + milliseconds(1));
               semaphore->release(2);
             });
  };
  explore_claim(body, in_time());
}

}  // namespace
}  // namespace lockstep
