// SPDX-License-Identifier: MIT
// The claims of the exercise `semaphore` on waiting and waking.
//
// Sleeping moves virtual time and costs nothing. No claim takes a sleep as proof that another
// thread got somewhere: it only gives a fault the time to show.
#include "lessons/semaphore/semaphore.h"

#include <atomic>
#include <chrono>
#include <latch>
#include <thread>

#include "autograder/harness/claim.h"
#include "tests/base/explore_claim.h"
#include "tests/base/sleeping.h"
#include "tests/base/together.h"

namespace lockstep {
namespace {

using std::chrono::seconds;
using std::this_thread::sleep_for;

CLAIM(Semaphore, AcquireWaitsForARelease, 5, "acquire waits until there is a permit") {
  explore_claim([] {
    auto semaphore = make_semaphore(0);
    std::atomic<bool> released{false};
    together(
        [&] {
          semaphore->acquire();
          EXPECT_TRUE(released) << because("acquire() returned before there was a permit");
        },
        [&] {
          sleep_for(seconds(2));
          released = true;
          semaphore->release(1);
        });
    EXPECT_EQ(semaphore->available(), 0) << because("acquire() did not take its permit");
  });
}

CLAIM(Semaphore, TryAcquireNeverWaits, 5, "try_acquire does not wait, also while others do") {
  explore_claim([] {
    auto semaphore = make_semaphore(0);
    together([&] { semaphore->acquire(); },
             [&] {
               EXPECT_FALSE(semaphore->try_acquire()) << because("there was no permit to take");
               EXPECT_FALSE(semaphore->try_acquire_for(seconds(0)))
                   << because("there was no permit to take");
               semaphore->release(1);
             });
  });
}

CLAIM(Semaphore, WaitingThreadsSleep, 7, "a waiting thread sleeps until there is a permit") {
  const auto acquire = [](Semaphore& semaphore) { semaphore.acquire(); };
  const auto acquire_in_time = [](Semaphore& semaphore) {
    if (!semaphore.try_acquire_for(seconds(4))) semaphore.acquire();
  };
  for (const auto take : {+acquire, +acquire_in_time}) {
    explore_sleep([take] {
      auto semaphore = make_semaphore(0);
      const auto wait = [&] { take(*semaphore); };
      together(wait, wait, [&] {
        work_long();
        semaphore->release(2);
      });
    });
  }
}

CLAIM(Semaphore, ReleaseLetsExactlyNWaitersGo, 8, "release(n) lets n waiters go, not one more") {
  explore_claim([] {
    auto semaphore = make_semaphore(0);
    std::latch two_gone(2);
    std::atomic<int> given{2};
    std::atomic<int> gone{0};
    const auto wait = [&] {
      semaphore->acquire();
      const int order = ++gone;
      EXPECT_LE(order, given) << because("more threads went on than there were permits given");
      if (order <= 2) two_gone.count_down();
    };
    together(wait, wait, wait, [&] {
      semaphore->release(2);
      two_gone.wait();
      given = 3;
      semaphore->release(1);
    });
  });
}

CLAIM(Semaphore, EveryReleaseLetsAWaiterGo, 8, "every release lets a waiting thread go") {
  explore_claim([] {
    auto semaphore = make_semaphore(0);
    const auto wait = [&] { semaphore->acquire(); };
    together(wait, wait, [&] {
      semaphore->release(1);
      semaphore->release(1);
    });
    EXPECT_EQ(semaphore->available(), 0) << because("two acquires and two releases left a permit");
  });
}

CLAIM(Semaphore, EachSemaphoreWakesItsOwn, 4, "a release wakes who waits for this semaphore") {
  explore_claim([] {
    auto one = make_semaphore(0);
    auto other = make_semaphore(0);
    std::latch gone(1);
    together(
        [&] {
          one->acquire();
          gone.count_down();
        },
        [&] { other->acquire(); },
        [&] {
          one->release(1);
          gone.wait();
          other->release(1);
        });
  });
}

CLAIM(Semaphore, WokenThreadsLookAgain, 7, "a woken thread whose permit was taken waits on") {
  const auto acquire = [](Semaphore& semaphore) { return semaphore.acquire(), true; };
  const auto acquire_in_time = [](Semaphore& semaphore) {
    return semaphore.try_acquire_for(seconds(4));
  };
  for (const auto take : {+acquire, +acquire_in_time}) {
    const auto body = [&take] {
      auto semaphore = make_semaphore(0);
      std::atomic<int> given{1};
      std::atomic<int> taken{0};
      const auto count = [&] {
        EXPECT_LE(++taken, given) << because("a woken thread went on though its permit was taken");
      };
      together(
          [&] {
            if (take(*semaphore)) count();
          },
          [&] {
            semaphore->release(1);
            if (!semaphore->try_acquire()) return;
            count();
            for (int turn = 0; turn < 4; ++turn) std::this_thread::yield();
            ++given;
            semaphore->release(1);
          });
    };
    explore_claim(body);
  }
}

}  // namespace
}  // namespace lockstep
