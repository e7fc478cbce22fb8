// SPDX-License-Identifier: MIT
// The claims of the exercise `event` on its state and on what it shows. The claims on waking are in
// event_waking_test.cc, those on time-outs in event_timeout_test.cc.
//
// All run under the explorer, also those with one thread: a thread that waits for ever is found at
// once there.
#include "lessons/event/event.h"

#include <chrono>
#include <functional>
#include <vector>

#include "autograder/harness/claim.h"
#include "tests/base/explore_claim.h"
#include "tests/base/together.h"

namespace lockstep {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

CLAIM(Event, StartsUnset, 5, "a new event is not set, whatever others are") {
  explore_claim([] {
    auto first = make_event();
    EXPECT_FALSE(first->is_set()) << because("a new event is set");
    first->set();
    auto second = make_event();
    EXPECT_FALSE(second->is_set()) << because("a new event is set because another one is");
    EXPECT_FALSE(second->wait_for(milliseconds(0))) << because("a new event is set");
    second->clear();
    EXPECT_TRUE(first->is_set()) << because("the clear of one event has cleared another one");
  });
}

CLAIM(Event, StaysSetUntilCleared, 8, "a set event lets everybody go until it is cleared") {
  explore_claim([] {
    auto event = make_event();
    event->set();
    const auto pass = [&] {
      event->wait();
      for (const int timeout : {1, 0, -1}) {
        EXPECT_TRUE(event->wait_for(milliseconds(timeout)))
            << because("the event was set, and wait_for() returned false");
      }
      EXPECT_TRUE(event->is_set()) << because("a wait has cleared the event");
    };
    together(pass, pass);
    event->clear();
    EXPECT_FALSE(event->is_set()) << because("a cleared event is set");
    EXPECT_FALSE(event->wait_for(milliseconds(1))) << because("a cleared event let a thread go");
  });
}

CLAIM(Event, SetsAreNotCounted, 6, "one clear is enough after several sets, one set after clears") {
  explore_claim([] {
    auto event = make_event();
    event->set();
    event->set();
    event->clear();
    EXPECT_FALSE(event->is_set()) << because("one clear was not enough after two sets");
    EXPECT_FALSE(event->wait_for(milliseconds(1)))
        << because("a set before the clear let a thread go that came after it");
    event->clear();
    event->set();
    EXPECT_TRUE(event->is_set()) << because("one set was not enough after two clears");
    event->wait();
  });
}

CLAIM(Event, ShowsWhatWasWrittenBefore, 8, "what was written before set is seen after it") {
  const std::vector<std::function<bool(Event&)>> ways = {
      [](Event& event) { return event.wait(), true; },
      [](Event& event) { return event.wait_for(seconds(1)); },
      [](Event& event) { return event.is_set(); }};
  for (const auto& told : ways) {
    explore_claim([&told] {
      auto event = make_event();
      int news = 0;  // the event says when it may be read
      const auto read = [&] {
        if (!told(*event)) return;
        EXPECT_EQ(news, 42) << because("a write made before set was not seen");
      };
      together(read, read, [&] {
        news = 42;
        event->set();
      });
    });
  }
}

}  // namespace
}  // namespace lockstep
