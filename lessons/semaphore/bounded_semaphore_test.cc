// SPDX-License-Identifier: MIT
// Shows how a bounded semaphore is used. These cases are a start: the grading looks at more.
//
// explore() runs its body again and again and lets the threads take turns in another order each
// time.
#include "lessons/semaphore/bounded_semaphore.h"

#include <atomic>
#include <stdexcept>
#include <thread>

#include "autograder/explorer/explore.h"
#include "gtest/gtest.h"

namespace lockstep {
namespace {

using explorer::explore;

TEST(BoundedSemaphore, StartsWithAllItsPermits) {
  explore([] {
    auto semaphore = make_bounded_semaphore(2);
    EXPECT_EQ(semaphore->available(), 2) << "a new semaphore has all its permits";
    semaphore->acquire();
    EXPECT_TRUE(semaphore->try_acquire()) << "one permit is left";
    EXPECT_FALSE(semaphore->try_acquire()) << "both permits are taken";
  });
}

TEST(BoundedSemaphore, RefusesAReleaseTooMany) {
  explore([] {
    auto semaphore = make_bounded_semaphore(1);
    semaphore->acquire();
    semaphore->release(1);
    EXPECT_THROW(semaphore->release(1), std::overflow_error);
    EXPECT_EQ(semaphore->available(), 1) << "the refused release changed something";
  });
}

TEST(BoundedSemaphore, AWaitingThreadGoesOnAfterARelease) {
  explore([] {
    auto semaphore = make_bounded_semaphore(1);
    semaphore->acquire();
    std::atomic<bool> released{false};
    std::thread waiter([&] {
      semaphore->acquire();
      EXPECT_TRUE(released) << "acquire() returned before there was a permit";
    });
    released = true;
    semaphore->release(1);
    waiter.join();
    EXPECT_EQ(semaphore->available(), 0) << "the permit was taken";
  });
}

}  // namespace
}  // namespace lockstep
