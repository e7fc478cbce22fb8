// SPDX-License-Identifier: MIT
// The claims of the exercise `bounded_semaphore` on the bound. Those on what it shares with a plain
// semaphore are in bounded_semaphore_waiting_test.cc.
//
// All run under the explorer, also those with one thread: a thread that waits for ever is found at
// once there.
#include "lessons/semaphore/bounded_semaphore.h"

#include <atomic>
#include <climits>
#include <stdexcept>

#include "autograder/explorer/explore.h"
#include "autograder/harness/claim.h"
#include "tests/base/explore_claim.h"
#include "tests/base/together.h"

namespace lockstep {
namespace {

using explorer::explore;

CLAIM(BoundedSemaphore, StartsFull, 6, "all permits are free at first, and zero is a bound too") {
  explore([] {
    auto two = make_bounded_semaphore(2);
    EXPECT_EQ(two->available(), 2) << because("a new semaphore does not have all its permits");
    EXPECT_TRUE(two->try_acquire() && two->try_acquire())
        << because("a permit of a new semaphore could not be taken");
    EXPECT_FALSE(two->try_acquire()) << because("more permits were taken than there are");
    auto none = make_bounded_semaphore(0);
    EXPECT_FALSE(none->try_acquire()) << because("there was no permit to take");
    EXPECT_THROW(none->release(1), std::overflow_error)
        << because("a semaphore without permits took one back");
  });
}

CLAIM(BoundedSemaphore, RefusesWrongNumbers, 6, "negative permits and n < 1 are errors") {
  explore([] {
    EXPECT_THROW(make_bounded_semaphore(-1), std::invalid_argument)
        << because("a negative number of permits must throw std::invalid_argument");
    auto semaphore = make_bounded_semaphore(3);
    semaphore->acquire();
    for (int n : {0, -1}) {
      EXPECT_THROW(semaphore->release(n), std::invalid_argument)
          << because("release(n) with n < 1 must throw std::invalid_argument");
      EXPECT_EQ(semaphore->available(), 2) << because("a refused release changed the permits");
    }
  });
}

CLAIM(BoundedSemaphore, RefusesOneTooMany, 10, "a release above the bound changes nothing") {
  explore([] {
    auto semaphore = make_bounded_semaphore(1);
    EXPECT_THROW(semaphore->release(1), std::overflow_error)
        << because("a release with no permit taken must throw std::overflow_error");
    EXPECT_EQ(semaphore->available(), 1) << because("a refused release changed the permits");
    semaphore->acquire();
    semaphore->release(1);
    EXPECT_EQ(semaphore->available(), 1) << because("a release within the bound was not counted");
  });
}

CLAIM(BoundedSemaphore, RefusesWhatFitsOnlyInPart, 12, "release(n) adds all n permits or none") {
  explore([] {
    auto semaphore = make_bounded_semaphore(3);
    semaphore->acquire();
    for (int n : {2, INT_MAX}) {
      EXPECT_THROW(semaphore->release(n), std::overflow_error)
          << because("a release that fits only in part must throw std::overflow_error");
      ASSERT_EQ(semaphore->available(), 2) << because("a refused release changed the permits");
    }
    semaphore->acquire();
    semaphore->release(2);
    EXPECT_EQ(semaphore->available(), 3) << because("a release up to the bound was not counted");
  });
}

CLAIM(BoundedSemaphore, RefusedReleaseLetsNobodyGo, 10, "a refused release lets no waiter go") {
  explore_claim([] {
    auto semaphore = make_bounded_semaphore(1);
    semaphore->acquire();
    std::atomic<bool> given{false};
    together(
        [&] {
          semaphore->acquire();
          EXPECT_TRUE(given) << because("a refused release let a waiting thread go");
        },
        [&] {
          bool refused = false;
          try {
            semaphore->release(2);
          } catch (const std::overflow_error&) {
            refused = true;
          }
          EXPECT_TRUE(refused) << because("one permit was out, and a release of two was accepted");
          if (!refused) return;
          given = true;
          EXPECT_NO_THROW(semaphore->release(1)) << because("a permit that was out was refused");
        });
  });
}

CLAIM(BoundedSemaphore, OnePermitComesBackOnce, 10, "of two releases of one permit one fails") {
  explore_claim([] {
    auto semaphore = make_bounded_semaphore(1);
    semaphore->acquire();
    std::atomic<int> refused{0};
    const auto give = [&] {
      try {
        semaphore->release(1);
      } catch (const std::overflow_error&) {
        ++refused;
      }
    };
    together(give, give);
    EXPECT_EQ(refused, 1) << because("two releases of one permit at once: not one was refused");
    EXPECT_EQ(semaphore->available(), 1) << because("more permits are free than there are");
  });
}

}  // namespace
}  // namespace lockstep
