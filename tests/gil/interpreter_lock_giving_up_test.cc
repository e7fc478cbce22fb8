// SPDX-License-Identifier: MIT
// The claims of the exercise `interpreter_lock` on threads that give up. As in
// interpreter_lock_asking_test.cc, a sleep with the lock taken is a computation.
#include <chrono>
#include <thread>

#include "autograder/harness/claim.h"
#include "lessons/gil/interpreter_lock.h"
#include "tests/base/explore_few.h"
#include "tests/base/in_time.h"
#include "tests/gil/beside.h"
#include "tests/gil/give_back.h"

namespace lockstep {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;
using std::this_thread::sleep_for;

constexpr milliseconds kInterval(5);  // of all locks below, unless said otherwise

CLAIM(InterpreterLock, WhoGivesUpLeavesNoRequest, 5,
      "a thread that gives up takes its request along, and a drop does not wait for it") {
  // The drop comes after the thread has given up, or just then.
  for (const auto drop_after : {milliseconds(8), milliseconds(7)}) {
    const auto body = [drop_after] {
      auto lock = make_interpreter_lock(kInterval);
      lock->take();
      beside(
          [&] {
            sleep_for(drop_after);
            if (drop_after > milliseconds(7)) {
              EXPECT_FALSE(lock->drop_requested())
                  << because("nobody waits any more, and the drop is requested");
            }
            give_back(*lock);
            lock->take();
            give_back(*lock);
          },
          [&] {
            if (lock->take_for(milliseconds(7))) give_back(*lock);
          });
    };
    explore_few(body, in_time());
  }
}

CLAIM(InterpreterLock, WhoGivesUpLeavesOthersAlone, 5,
      "a thread that gives up leaves the lock and the requests of others as they are") {
  // One gives up that has asked, or one that has not; the request is the other one's, too.
  for (const auto late : {milliseconds(0), milliseconds(3)}) {
    const auto body = [late] {
      auto lock = make_interpreter_lock(kInterval);
      lock->take();
      beside(
          [&] {
            sleep_for(milliseconds(8));
            EXPECT_TRUE(lock->drop_requested())
                << because("a thread gave up, and the request of another one is gone");
            give_back(*lock);
          },
          [&] {
            sleep_for(late);
            EXPECT_FALSE(lock->take_for(milliseconds(7) - late)) << because("it was taken twice");
          },
          [&] {
            lock->take();
            give_back(*lock);
          });
    };
    explore_few(body, in_time());
  }
  // One has asked before a switch and gives up after it.
  const auto before_a_switch = [] {
    auto lock = make_interpreter_lock(kInterval);
    lock->take();
    beside(
        [&] {
          sleep_for(milliseconds(6));
          give_back(*lock);
          lock->take();  // and asks at 11 ms
          give_back(*lock);
        },
        [&] {
          if (lock->take_for(milliseconds(12))) give_back(*lock);
        },
        [&] {
          lock->take();
          sleep_for(milliseconds(7));
          if (lock->switches() == 1) {
            EXPECT_TRUE(lock->drop_requested())
                << because("a thread gave up, and the request of another one is gone");
          }
          give_back(*lock);
        });
  };
  explore_few(before_a_switch, in_time());
  // The lock comes free just when one gives up.
  const auto just_then = [] {
    auto lock = make_interpreter_lock(hours(1));
    lock->take();
    const auto begin = steady_clock::now();
    beside(
        [&] {
          sleep_for(milliseconds(2));
          give_back(*lock);
        },
        [&] {
          if (lock->take_for(milliseconds(2))) give_back(*lock);
        },
        [&] {
          lock->take();
          EXPECT_LT(steady_clock::now() - begin, seconds(1))
              << because("a thread gave up just when the lock came free, and another waited on");
          give_back(*lock);
        });
  };
  explore_few(just_then, in_time());
}

}  // namespace
}  // namespace lockstep
