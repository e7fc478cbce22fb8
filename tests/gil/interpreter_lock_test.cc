// SPDX-License-Identifier: MIT
// The claims of the exercise `interpreter_lock` on taking and dropping. Those on asking are in
// interpreter_lock_asking_test.cc, those on switches in interpreter_lock_switching_test.cc.
#include "lessons/gil/interpreter_lock.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <system_error>
#include <thread>

#include "autograder/harness/claim.h"
#include "tests/base/explore_claim.h"
#include "tests/base/explore_few.h"
#include "tests/base/in_time.h"
#include "tests/base/sleeping.h"
#include "tests/base/together.h"
#include "tests/gil/beside.h"
#include "tests/gil/give_back.h"

namespace lockstep {
namespace {

using std::chrono::hours;
using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::nanoseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;
using std::this_thread::sleep_for;

CLAIM(InterpreterLock, OneThreadRuns, 8,
      "one thread at a time has the lock, and sees what was done") {
  explore_claim([] {
    auto lock = make_interpreter_lock();
    int steps = 0;  // of the thread that has the lock
    const auto step = [&] {
      lock->take();
      ++steps;
      give_back(*lock);
    };
    together(
        step,
        [&] {
          lock->take();
          ++steps;
          sleep_for(milliseconds(6));  // until those who wait have asked
          lock->safe_point();
          ++steps;
          give_back(*lock);
        },
        [&] {
          if (!lock->take_for(milliseconds(1))) return step();
          ++steps;
          give_back(*lock);
        });
    EXPECT_EQ(steps, 4) << because("three threads made four steps, and not all were counted");
  });
}

CLAIM(InterpreterLock, AWaiterGoesAtOnce, 6,
      "when the lock comes free, a thread takes it then, not after its interval") {
  const auto body = [] {
    auto lock = make_interpreter_lock(hours(1));
    const auto begin = steady_clock::now();
    const auto go_on = [&] {
      EXPECT_LT(steady_clock::now() - begin, seconds(1))
          << because("the lock came free, and a thread waited on");
      give_back(*lock);
    };
    lock->take();
    beside(
        [&] {
          sleep_for(milliseconds(1));
          give_back(*lock);
        },
        [&] {
          lock->take();
          go_on();
        },
        [&] {
          EXPECT_TRUE(lock->take_for(hours(3))) << because("the lock was not taken in 3 hours");
          go_on();
        });
  };
  explore_claim(body, in_time());
}

CLAIM(InterpreterLock, TakeForKeepsItsTime, 5, "take_for() ends in time; a free lock it takes") {
  explore_few([] {
    auto lock = make_interpreter_lock(milliseconds(10));
    lock->take();
    together([&] {
      for (const nanoseconds timeout : {milliseconds(-1), milliseconds(0), milliseconds(25)}) {
        const auto start = steady_clock::now();
        EXPECT_FALSE(lock->take_for(timeout)) << because("a lock was taken twice");
        const auto waited = steady_clock::now() - start;
        EXPECT_GE(waited, timeout) << because("take_for() gave up before its time-out");
        EXPECT_LE(waited, std::max<nanoseconds>(timeout * 3 / 2, microseconds(500)))
            << because("take_for() waited on after its time-out");
      }
    });
    give_back(*lock);
    for (const nanoseconds timeout : {milliseconds(-1), milliseconds(0), milliseconds(25)}) {
      EXPECT_TRUE(lock->take_for(timeout))
          << because("a free lock was not taken: it must be, also with a time-out of zero or less");
      give_back(*lock);
    }
  });
}

CLAIM(InterpreterLock, RefusesWrongUse, 5,
      "who has the lock may not take it again, and who has not may not drop it") {
  explore_few([] {
    auto lock = make_interpreter_lock();
    const auto refused = [](std::errc code, const auto& call) {
      try {
        call();
        ADD_FAILURE() << because("a second take(), or the drop() of a stranger, is not refused");
      } catch (const std::system_error& error) {
        EXPECT_EQ(error.code(), code) << because("a call was refused with another code");
      }
    };
    const auto drop = [&] { lock->drop(); };
    refused(std::errc::operation_not_permitted, drop);
    lock->take();
    refused(std::errc::resource_deadlock_would_occur, [&] { lock->take(); });
    for (const auto timeout : {milliseconds(-1), milliseconds(0), milliseconds(1)}) {
      refused(std::errc::resource_deadlock_would_occur, [&] { lock->take_for(timeout); });
    }
    together([&] {
      refused(std::errc::operation_not_permitted, drop);
      EXPECT_FALSE(lock->take_for(milliseconds(0))) << because("a refused call dropped the lock");
    });
    give_back(*lock);
    refused(std::errc::operation_not_permitted, drop);
  });
}

CLAIM(InterpreterLock, KeepsErrno, 5, "errno is after every call what it was before") {
  const auto body = [] {
    auto lock = make_interpreter_lock(milliseconds(5));
    const auto keeps = [](const auto& call) {
      errno = EXDEV;  // as a system call may have left it
      call();
      EXPECT_EQ(errno, EXDEV) << because("a call changed errno");
    };
    keeps([&] { lock->take(); });
    beside(
        [&] {
          sleep_for(milliseconds(6));
          keeps([&] { lock->safe_point(); });
          keeps([&] { lock->drop(); });
        },
        [&] {
          keeps([&] { EXPECT_FALSE(lock->take_for(milliseconds(1))) << because("it was taken"); });
          keeps([&] { lock->take(); });
          sleep_for(milliseconds(6));
          keeps([&] { lock->drop(); });
        });
  };
  explore_claim(body, in_time());
}

CLAIM(InterpreterLock, WaitingThreadsSleep, 6, "a thread that waits sleeps") {
  const auto body = [] {
    auto lock = make_interpreter_lock(seconds(1));
    lock->take();
    beside(
        [&] {
          work_long();
          give_back(*lock);
        },
        [&] {
          lock->take();
          give_back(*lock);
        },
        [&] {
          if (lock->take_for(seconds(4))) give_back(*lock);
        });
  };
  // Who waits wakes at the end of each interval. None may end early while the others work.
  explore_sleep(body, in_time());
}

}  // namespace
}  // namespace lockstep
