// SPDX-License-Identifier: MIT
// The claims of the exercise `bounded_semaphore` on what it shares with a plain semaphore: those
// that a bound makes easy to break, and those without which it would be no semaphore.
#include "lessons/semaphore/bounded_semaphore.h"

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

using std::chrono::milliseconds;
using std::chrono::steady_clock;

CLAIM(BoundedSemaphore, NeverMoreInsideThanPermits, 10, "never more inside than permits") {
  explore_claim([] {
    auto semaphore = make_bounded_semaphore(1);
    std::atomic<int> inside{0};
    const auto visit = [&] {
      semaphore->acquire();
      EXPECT_LE(++inside, 1) << because("more threads were inside than there are permits");
      std::this_thread::yield();
      --inside;
      semaphore->release(1);
    };
    together(visit, visit, visit);
    EXPECT_EQ(semaphore->available(), 1) << because("permits were lost or made");
  });
}

CLAIM(BoundedSemaphore, EveryPermitLetsAWaiterGo, 10, "each permit given back lets a waiter go") {
  for (const bool at_once : {true, false}) {
    explore_claim([at_once] {
      auto semaphore = make_bounded_semaphore(2);
      semaphore->acquire();
      semaphore->acquire();
      const auto wait = [&] { semaphore->acquire(); };
      together(wait, wait, [&] {
        semaphore->release(at_once ? 2 : 1);
        if (!at_once) semaphore->release(1);
      });
      EXPECT_EQ(semaphore->available(), 0) << because("both permits were taken, and one is free");
    });
  }
}

CLAIM(BoundedSemaphore, EachSemaphoreWakesItsOwn, 5,
      "a release wakes who waits for this semaphore") {
  explore_claim([] {
    auto one = make_bounded_semaphore(1);
    auto other = make_bounded_semaphore(1);
    one->acquire();
    other->acquire();
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

CLAIM(BoundedSemaphore, WaitingThreadsSleep, 5, "a waiting thread sleeps until there is a permit") {
  explore_sleep([] {
    auto semaphore = make_bounded_semaphore(2);
    semaphore->acquire();
    semaphore->acquire();
    const auto wait = [&] { semaphore->acquire(); };
    together(wait, wait, [&] {
      work_long();
      semaphore->release(2);
    });
  });
}

CLAIM(BoundedSemaphore, ShowsWhatWasWrittenBefore, 6, "what was written before release is seen") {
  explore_claim([] {
    auto semaphore = make_bounded_semaphore(1);
    int visits = 0;  // guarded by the permit
    const auto visit = [&] {
      semaphore->acquire();
      ++visits;
      semaphore->release(1);
    };
    together(visit, visit);
    EXPECT_EQ(visits, 2) << because("a write made before a release was not seen");
  });
}

CLAIM(BoundedSemaphore, TimeoutChangesNothing, 10, "a time-out neither takes nor gives a permit") {
  explore_claim([] {
    auto semaphore = make_bounded_semaphore(1);
    semaphore->acquire();
    EXPECT_FALSE(semaphore->try_acquire_for(milliseconds(5)))
        << because("there was no permit to take");
    ASSERT_EQ(semaphore->available(), 0) << because("a time-out gave a permit");
    semaphore->release(1);
    EXPECT_TRUE(semaphore->try_acquire_for(milliseconds(5))) << because("a permit was free");
    const auto begin = steady_clock::now();
    std::atomic<int> taken{0};
    together([&] { taken += semaphore->try_acquire_for(milliseconds(1)) ? 1 : 0; },
             [&] {
               std::this_thread::sleep_until(begin + milliseconds(1));
               EXPECT_NO_THROW(semaphore->release(1))
                   << because("a permit that was out was refused");
             });
    EXPECT_EQ(semaphore->available() + taken, 1) << because("a permit was lost or made");
  });
}

}  // namespace
}  // namespace lockstep
