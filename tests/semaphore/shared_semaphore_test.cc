// SPDX-License-Identifier: MIT
// The claims of the exercise `shared_semaphore` on counting. Threads of one process, under the
// explorer: what they may not do, processes may not do either.
#include <atomic>
#include <climits>
#include <cstring>
#include <stdexcept>

#include "autograder/harness/claim.h"
#include "lessons/semaphore/shared_semaphore.h"
#include "tests/base/explore_claim.h"
#include "tests/base/in_time.h"
#include "tests/base/together.h"
#include "tests/semaphore/shared.h"

namespace lockstep {
namespace {

CLAIM(SharedSemaphore, CountsPermits, 5, "permits at the start, plus released, minus acquired") {
  SharedSemaphore one, other;
  std::memset(&one, 0xa5, sizeof one);
  std::memset(&other, 0x5a, sizeof other);
  init(one, 3);
  init(other, 0);
  acquire(one);
  EXPECT_TRUE(try_acquire(one)) << because("two permits were free, and none was taken");
  EXPECT_EQ(available(one), 1) << because("of three permits two were taken, and not one is left");
  EXPECT_TRUE(try_acquire_for(one, std::chrono::nanoseconds(0)))
      << because("a permit was free, and with a time-out of zero it was not taken");
  EXPECT_FALSE(try_acquire(one)) << because("no permit was free, and one was taken");
  EXPECT_EQ(available(one), 0) << because("no permit is left, and available() is not 0");
  release(one, 5);
  EXPECT_EQ(available(one), 5) << because("five permits were released, and not five are free");
  EXPECT_EQ(available(other), 0) << because("two semaphores are not independent");
  init(other, INT_MAX);
  EXPECT_EQ(available(other), INT_MAX) << because("not as many are free as init() was told");
  acquire(other);
  EXPECT_EQ(available(other), INT_MAX - 1) << because("of very many permits one was taken");
}

CLAIM(SharedSemaphore, WrongNumbersAreErrors, 5, "wrong numbers are errors that change nothing") {
  SharedSemaphore semaphore = semaphore_with(2);
  const SharedSemaphore before = semaphore;
  for (const int n : {0, -1, INT_MIN}) {
    EXPECT_THROW(release(semaphore, n), std::invalid_argument)
        << because("release() of less than one permit is no error");
  }
  for (const int permits : {-1, INT_MIN}) {
    EXPECT_THROW(init(semaphore, permits), std::invalid_argument)
        << because("init() with less than no permits is no error");
  }
  EXPECT_EQ(std::memcmp(&semaphore, &before, sizeof before), 0)
      << because("a call that was refused changed the semaphore");
}

CLAIM(SharedSemaphore, PermitsLimit, 7,
      "each permit lets one in, who sees what was done before it was released") {
  for (const Take take : kWaysToWait) {
    const auto body = [take] {
      SharedSemaphore semaphore = semaphore_with(1);
      int visits = 0;  // guarded by the only permit
      const auto visit = [&] {
        take(semaphore);
        ++visits;
        release(semaphore, 1);
      };
      together(visit, visit, [&] {
        if (!try_acquire(semaphore)) return;
        ++visits;
        release(semaphore, 1);
      });
      EXPECT_GE(visits, 2) << because("two were inside at once");
      EXPECT_EQ(available(semaphore), 1) << because("a permit was lost, or made");
    };
    explore_claim(body, in_time());
  }
  explore_claim([] {
    SharedSemaphore semaphore = semaphore_with(2);
    std::atomic<int> taken{0};
    const auto try_once = [&] { taken += try_acquire(semaphore); };
    together(try_once, try_once, try_once);
    EXPECT_EQ(taken, 2) << because("two permits were free, three tried, and not two got one");
    EXPECT_EQ(available(semaphore), 0) << because("a permit was lost, or made");
  });
}

}  // namespace
}  // namespace lockstep
