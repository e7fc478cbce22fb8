// SPDX-License-Identifier: MIT
// The claims of the exercise `interpreter_lock` on switches: the forced one, those that are
// counted, and the turns that they make. As in interpreter_lock_asking_test.cc, a sleep with the
// lock taken is a computation.
#include <atomic>
#include <chrono>
#include <thread>

#include "autograder/harness/claim.h"
#include "lessons/base/semaphore.h"
#include "lessons/gil/interpreter_lock.h"
#include "tests/base/explore_claim.h"
#include "tests/base/explore_few.h"
#include "tests/base/in_time.h"
#include "tests/base/together.h"
#include "tests/gil/beside.h"
#include "tests/gil/give_back.h"

namespace lockstep {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;
using std::this_thread::sleep_for;

constexpr milliseconds kInterval(5);  // of all locks below

CLAIM(InterpreterLock, CountsSwitches, 4,
      "a taking by another thread than the last one is a switch, and no other taking") {
  explore_claim([] {
    auto lock = make_interpreter_lock(kInterval);
    const auto visit = [&] {
      lock->take();
      give_back(*lock);
      if (lock->take_for(milliseconds(0))) give_back(*lock);
    };
    const auto count = [&](int expected) {
      EXPECT_EQ(lock->switches(), expected)
          << because("switches() is not the number of takings by another thread than the last one");
    };
    count(0);
    visit();
    count(0);
    together(visit);
    count(1);
    together([&] {
      if (lock->take_for(milliseconds(0))) give_back(*lock);
    });
    count(2);
    visit();
    count(3);
  });
}

CLAIM(InterpreterLock, AnyThreadMayLook, 3,
      "a thread that does not have the lock may ask for all numbers, and set the interval") {
  explore_claim([] {
    auto lock = make_interpreter_lock(kInterval);
    const auto visit = [&] {
      lock->take();
      give_back(*lock);
    };
    visit();
    together(visit, visit, [&] {
      const long before = lock->switches();
      lock->drop_requested();
      lock->set_interval(milliseconds(2));
      EXPECT_EQ(lock->interval(), milliseconds(2))
          << because("interval() is not the one that this thread has set");
      const long after = lock->switches();
      EXPECT_TRUE(0 <= before && before <= after && after <= 2)
          << because("switches() is not the number of switches so far");
    });
  });
}

CLAIM(InterpreterLock, RequestedDropLetsAnotherRun, 7,
      "after a requested drop another thread runs before the one that dropped") {
  for (const bool at_safe_point : {false, true}) {
    const auto body = [at_safe_point] {
      auto lock = make_interpreter_lock(kInterval);
      bool other_ran = false;  // of the thread that has the lock
      lock->take();
      beside(
          [&] {
            lock->safe_point();  // nobody has asked yet
            EXPECT_FALSE(other_ran) << because("a safe point dropped the lock without a request");
            sleep_for(milliseconds(6));
            if (at_safe_point) {
              lock->safe_point();
            } else {
              give_back(*lock);
              lock->take();
            }
            EXPECT_TRUE(other_ran)
                << because("the drop was requested, and the thread that dropped ran on first");
            give_back(*lock);
          },
          [&] {
            lock->take();
            other_ran = true;
            give_back(*lock);
          },
          [] {
            // Something changes meanwhile, so that a thread that only yields may go on.
            sleep_for(milliseconds(6));
            std::atomic<int> changes{0};
            while (++changes < 8) continue;
          });
    };
    explore_claim(body, in_time());
  }
}

CLAIM(InterpreterLock, DropReturnsAfterTheSwitch, 3,
      "a requested drop returns when another thread has taken the lock, whoever asks that one") {
  // Time-outs may come early here, so that the third thread asks while the first is on its way out.
  explore_claim([] {
    auto lock = make_interpreter_lock(kInterval);
    base::Semaphore taken(0);
    base::Semaphore dropped(0);
    lock->take();
    beside(
        [&] {
          sleep_for(milliseconds(6));
          give_back(*lock);
          dropped.release();
        },
        [&] {
          lock->take();
          taken.release();
          dropped.acquire();
          give_back(*lock);
        },
        [&] {
          taken.acquire();
          lock->take();
          give_back(*lock);
        });
  });
}

CLAIM(InterpreterLock, ThreadsTakeTurns, 4,
      "threads that compute take turns, one after an interval") {
  const auto body = [] {
    auto lock = make_interpreter_lock(kInterval);
    const auto begin = steady_clock::now();
    const auto compute = [&] {
      lock->take();
      for (int step = 1; step < 9; ++step) {
        sleep_for(milliseconds(2));
        lock->safe_point();
      }
      sleep_for(milliseconds(2));
      give_back(*lock);
    };
    together(compute, compute);
    // The other one asks after 5 ms, and the next safe point is after 6.
    EXPECT_EQ(lock->switches(), 5) << because(
        "two threads computed for 18 ms each, with a safe point every 2 ms; at an interval of 5 ms "
        "that makes turns of 6 ms, and 5 switches");
    EXPECT_EQ(steady_clock::now() - begin, milliseconds(36))
        << because("one thread computes at a time, and always one: 36 ms in all");
  };
  explore_few(body, in_time());
}

}  // namespace
}  // namespace lockstep
