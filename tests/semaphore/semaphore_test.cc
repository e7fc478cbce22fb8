// SPDX-License-Identifier: MIT
// The claims of the exercise `semaphore`: counting, errors, exclusion. The claims on waiting and
// waking are in semaphore_waking_test.cc, those on time-outs in semaphore_timeout_test.cc.
//
// All run under the explorer, also those with one thread: a thread that waits for ever is found at
// once there.
#include "lessons/semaphore/semaphore.h"

#include <atomic>
#include <chrono>
#include <functional>
#include <stdexcept>
#include <thread>
#include <vector>

#include "autograder/explorer/explore.h"
#include "autograder/harness/claim.h"
#include "tests/base/explore_claim.h"
#include "tests/base/together.h"

namespace lockstep {
namespace {

using explorer::explore;
using std::chrono::seconds;

CLAIM(Semaphore, StartsWithItsPermits, 4,
      "a new semaphore has its own permits, ready to be taken") {
  explore([] {
    auto two = make_semaphore(2);
    auto none = make_semaphore(0);
    ASSERT_EQ(two->available(), 2) << because("a new semaphore does not have its permits");
    ASSERT_EQ(none->available(), 0) << because("two semaphores share their permits");
    two->acquire();
    two->acquire();
    none->release(3);
    EXPECT_EQ(two->available(), 0) << because("two semaphores share their permits");
    EXPECT_EQ(none->available(), 3) << because("release(3) did not add three permits");
  });
}

CLAIM(Semaphore, RefusesWrongNumbers, 4, "a negative start and n < 1 are errors, without effect") {
  explore([] {
    EXPECT_THROW(make_semaphore(-1), std::invalid_argument)
        << because("a negative start must throw std::invalid_argument");
    auto semaphore = make_semaphore(3);
    for (int n : {0, -1}) {
      EXPECT_THROW(semaphore->release(n), std::invalid_argument)
          << because("release(n) with n < 1 must throw std::invalid_argument");
      EXPECT_EQ(semaphore->available(), 3) << because("a refused release changed the permits");
    }
  });
}

CLAIM(Semaphore, TryAcquireTakesWhatIsFree, 5, "try_acquire takes a permit whenever one is free") {
  explore_claim([] {
    auto semaphore = make_semaphore(2);
    std::atomic<int> taken{0};
    const auto take = [&] { taken += semaphore->try_acquire() ? 1 : 0; };
    together(take, take, take);
    EXPECT_EQ(taken, 2) << because("three tries for two permits did not take exactly two");
    EXPECT_EQ(semaphore->available(), 0) << because("a try that failed changed the permits");
  });
}

CLAIM(Semaphore, NeverMoreInsideThanPermits, 8, "there are never more inside than permits") {
  for (const int permits : {1, 2}) {
    explore_claim([permits] {
      auto semaphore = make_semaphore(permits);
      std::atomic<int> inside{0};
      const auto visit = [&] {
        semaphore->acquire();
        EXPECT_LE(++inside, permits) << because("more threads were inside than there are permits");
        std::this_thread::yield();
        --inside;
        semaphore->release(1);
      };
      together(visit, visit, visit);
      EXPECT_EQ(semaphore->available(), permits) << because("permits were lost or made");
    });
  }
}

CLAIM(Semaphore, AvailableIsNeverBelowZero, 4, "available is never below zero, and safe to call") {
  explore_claim([] {
    auto semaphore = make_semaphore(0);
    together([&] { semaphore->acquire(); },
             [&] {
               EXPECT_EQ(semaphore->available(), 0) << because("no permit was given so far");
               semaphore->release(1);
               const int free = semaphore->available();
               EXPECT_TRUE(free == 0 || free == 1) << because("one permit was given so far");
             });
  });
}

CLAIM(Semaphore, ShowsWhatWasWrittenBefore, 7, "what was written before release is seen later") {
  const std::vector<std::function<bool(Semaphore&)>> ways = {
      [](Semaphore& semaphore) { return semaphore.acquire(), true; },
      [](Semaphore& semaphore) { return semaphore.try_acquire(); },
      [](Semaphore& semaphore) { return semaphore.try_acquire_for(seconds(1)); }};
  for (const auto& take : ways) {
    explore_claim([&take] {
      auto semaphore = make_semaphore(1);
      int visits = 0;  // guarded by the permit
      std::atomic<int> taken{0};
      const auto visit = [&] {
        if (!take(*semaphore)) return;
        ++visits;
        taken.fetch_add(1, std::memory_order_relaxed);
        semaphore->release(1);
      };
      together(visit, visit);
      EXPECT_EQ(visits, taken) << because("a write made before a release was not seen");
    });
  }
}

CLAIM(Semaphore, AnyThreadMayRelease, 4, "a thread that never acquired may release") {
  explore([] {
    auto semaphore = make_semaphore(1);
    together([&] { semaphore->acquire(); });
    together([&] {
      EXPECT_NO_THROW(semaphore->release(1))
          << because("the release of a thread that never acquired failed");
    });
    EXPECT_EQ(semaphore->available(), 1) << because("the permit given back is not free");
  });
}

}  // namespace
}  // namespace lockstep
