// SPDX-License-Identifier: MIT
// The claims of the exercise `event` on waiting and waking.
#include "lessons/event/event.h"

#include <atomic>
#include <chrono>
#include <thread>

#include "autograder/harness/claim.h"
#include "tests/base/explore_claim.h"
#include "tests/base/in_time.h"
#include "tests/base/sleeping.h"
#include "tests/base/together.h"

namespace lockstep {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;
using std::this_thread::sleep_for;

// Two ways to wait. The time-out is long: whoever is woken by it was not woken by the set.
constexpr auto kWait = [](Event& event) { event.wait(); };
constexpr auto kWaitInTime = [](Event& event) {
  const auto begin = steady_clock::now();
  EXPECT_TRUE(event.wait_for(seconds(4)))
      << because("a set came while a thread waited, and wait_for() returned false");
  EXPECT_LT(steady_clock::now() - begin, seconds(2))
      << because("a set did not wake a thread that waits with a time-out");
};
constexpr void (*kWays[])(Event&) = {+kWait, +kWaitInTime};

CLAIM(Event, WaitWaitsForASet, 8, "wait returns when the event was set, not before") {
  for (const auto way : kWays) {
    const auto body = [way] {
      auto event = make_event();
      std::atomic<bool> happened{false};
      together(
          [&] {
            way(*event);
            EXPECT_TRUE(happened) << because("a wait ended before the event was set");
          },
          [&] {
            sleep_for(milliseconds(1));
            happened = true;
            event->set();
          });
    };
    explore_claim(body, in_time());
  }
}

CLAIM(Event, SetLetsAllWaitersGo, 10, "one set lets all waiting threads go") {
  for (const auto way : kWays) {
    const auto body = [way] {
      auto event = make_event();
      const auto wait = [&] { way(*event); };
      together(wait, wait, [&] { event->set(); });
    };
    explore_claim(body, in_time());
  }
}

CLAIM(Event, SetThenClearLetsAllWaitersGo, 14,
      "a set lets all go that wait, also when clear follows at once") {
  for (const auto way : kWays) {
    const auto body = [way] {
      auto event = make_event();
      const auto wait = [&] { way(*event); };
      together(wait, wait, [&] {
        sleep_for(milliseconds(1));  // both wait now
        event->set();
        event->clear();
        EXPECT_FALSE(event->is_set()) << because("a cleared event is set");
      });
    };
    explore_claim(body, in_time());
  }
}

CLAIM(Event, SeveralSetsLetWaitersGo, 8, "two sets, each cleared at once, let go as well as one") {
  for (const auto way : kWays) {
    const auto body = [way] {
      auto event = make_event();
      together([&] { way(*event); },
               [&] {
                 sleep_for(milliseconds(1));  // the other one waits now
                 for (int pulse = 0; pulse < 2; ++pulse) {
                   event->set();
                   event->clear();
                 }
               });
    };
    explore_claim(body, in_time());
  }
}

CLAIM(Event, LatecomersWaitForTheNextSet, 8,
      "who comes after set and clear waits for the next set") {
  const auto body = [] {
    auto event = make_event();
    std::atomic<bool> again{false};
    together([&] { event->wait(); },
             [&] {
               sleep_for(milliseconds(1));  // the other one waits now
               event->set();
               event->clear();
               EXPECT_FALSE(event->wait_for(milliseconds(0)))
                   << because("a thread that came after the clear was let go by the set before it");
               event->wait();
               EXPECT_TRUE(again) << because(
                   "a thread that came after the clear was let go by the set before it");
             },
             [&] {
               sleep_for(milliseconds(2));  // the first has gone, the second waits
               again = true;
               event->set();
             });
  };
  explore_claim(body, in_time());
}

CLAIM(Event, ClearWakesNobody, 7, "clear of an event that is not set lets nobody go") {
  for (const auto way : kWays) {
    const auto body = [way] {
      auto event = make_event();
      std::atomic<bool> happened{false};
      together(
          [&] {
            way(*event);
            EXPECT_TRUE(happened) << because("a clear let a waiting thread go");
          },
          [&] {
            sleep_for(milliseconds(1));  // the other one waits now
            event->clear();
            sleep_for(milliseconds(1));
            happened = true;
            event->set();
          });
    };
    explore_claim(body, in_time());
  }
}

CLAIM(Event, WaitingThreadsSleep, 6, "a waiting thread sleeps until the event is set") {
  const auto wait_in_time = [](Event& event) {
    if (!event.wait_for(seconds(4))) event.wait();
  };
  for (const auto way : {+kWait, +wait_in_time}) {
    // Two wait, so that one comes or goes while the other one is about to sleep.
    explore_sleep([way] {
      auto event = make_event();
      const auto wait = [&] { way(*event); };
      together(wait, wait, [&] {
        work_long();
        event->set();
      });
    });
  }
}

}  // namespace
}  // namespace lockstep
