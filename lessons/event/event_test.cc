// SPDX-License-Identifier: MIT
// Shows how an event is used. These cases are a start: the grading looks at more.
//
// explore() runs its body again and again and lets the threads take turns in another order each
// time. Time is virtual in there: a sleep costs nothing, and a time-out is exact.
#include "lessons/event/event.h"

#include <atomic>
#include <chrono>
#include <thread>

#include "autograder/explorer/explore.h"
#include "gtest/gtest.h"

namespace lockstep {
namespace {

using explorer::explore;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

TEST(Event, IsSetUntilItIsCleared) {
  explore([] {
    auto event = make_event();
    EXPECT_FALSE(event->is_set()) << "a new event is not set";
    event->set();
    event->wait();
    EXPECT_TRUE(event->is_set()) << "wait() does not change an event";
    event->clear();
    EXPECT_FALSE(event->is_set()) << "it was cleared";
  });
}

TEST(Event, LetsAllWaitingThreadsGo) {
  explore([] {
    auto event = make_event();
    std::atomic<bool> happened{false};
    const auto wait = [&] {
      event->wait();
      EXPECT_TRUE(happened) << "wait() returned before the event was set";
    };
    std::thread one(wait);
    std::thread other(wait);
    happened = true;
    event->set();
    one.join();
    other.join();
  });
}

TEST(Event, ShowsWhatWasWrittenBeforeItWasSet) {
  explore([] {
    auto event = make_event();
    int news = 0;  // no lock: the event says when it may be read
    std::thread reader([&] {
      event->wait();
      EXPECT_EQ(news, 42) << "it was written before the event was set";
    });
    news = 42;
    event->set();
    reader.join();
  });
}

TEST(Event, GivesUpAfterItsTimeout) {
  explore([] {
    auto event = make_event();
    const auto start = steady_clock::now();
    EXPECT_FALSE(event->wait_for(milliseconds(20))) << "nobody set the event";
    EXPECT_TRUE(steady_clock::now() - start >= milliseconds(20)) << "it gave up too early";
    event->set();
    EXPECT_TRUE(event->wait_for(milliseconds(20))) << "the event was set";
  });
}

}  // namespace
}  // namespace lockstep
