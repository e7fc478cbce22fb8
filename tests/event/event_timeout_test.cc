// SPDX-License-Identifier: MIT
// The claims of the exercise `event` on time-outs.
//
// Time is virtual, so bounds on it hold on any machine. A time-out may end late by half of its
// length: waits of libstdc++ that sleep between looks do.
#include "lessons/event/event.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <thread>

#include "autograder/harness/claim.h"
#include "tests/base/explore_claim.h"
#include "tests/base/in_time.h"
#include "tests/base/together.h"

namespace lockstep {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;
using std::this_thread::sleep_until;

CLAIM(Event, TimeoutIsKept, 4, "wait_for returns false when its time is over, not before") {
  explore_claim([] {
    auto event = make_event();
    for (const auto timeout : {milliseconds(-1), milliseconds(0), milliseconds(30)}) {
      const auto start = steady_clock::now();
      EXPECT_FALSE(event->wait_for(timeout)) << because("nobody has set the event");
      const auto waited = steady_clock::now() - start;
      EXPECT_GE(waited, timeout) << because("wait_for() gave up before its time-out");
      EXPECT_LE(waited, std::max(timeout * 2, milliseconds(1)))
          << because("wait_for() waited on after its time-out");
    }
  });
}

CLAIM(Event, TimeoutCountsFromTheCall, 4, "a wakeup in vain does not change the time-out") {
  const auto body = [] {
    auto event = make_event();
    const auto begin = steady_clock::now();
    std::atomic<bool> over{false};
    together(
        [&] {
          EXPECT_FALSE(event->wait_for(milliseconds(10))) << because("nobody has set the event");
          over = true;
          const auto waited = steady_clock::now() - begin;
          EXPECT_GE(waited, milliseconds(10)) << because("a thread woken in vain gave up early");
          EXPECT_LE(waited, milliseconds(16))
              << because("a thread woken in vain started its time-out again");
        },
        [&] {
          // Turns late in the time-out, so that it can be woken for no reason meanwhile.
          sleep_until(begin + milliseconds(9));
          for (int turn = 0; turn < 8 && !over; ++turn) event->clear();
        });
  };
  explore_claim(body, in_time());
}

CLAIM(Event, TimeoutMissesNoSet, 4, "a set before the time-out is over is not missed") {
  // The turns after the set and the thread that only sleeps let the time-out pass before the woken
  // thread looks.
  explore_claim([] {
    auto event = make_event();
    const auto begin = steady_clock::now();
    steady_clock::time_point deadline;  // the earliest end of the time-out
    steady_clock::time_point set;
    bool told = false;
    together(
        [&] {
          deadline = steady_clock::now() + milliseconds(2);
          told = event->wait_for(milliseconds(2));
        },
        [&] {
          sleep_until(begin + milliseconds(1));
          event->set();
          set = steady_clock::now();
          for (int turn = 0; turn < 8; ++turn) std::this_thread::yield();
        },
        [&] { sleep_until(begin + milliseconds(3)); });
    EXPECT_TRUE(told || set >= deadline)
        << because("a set came before the time-out was over, and wait_for() returned false");
  });
}

}  // namespace
}  // namespace lockstep
