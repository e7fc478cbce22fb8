// SPDX-License-Identifier: MIT
// Shows how an event loop is used. These cases are a start: the grading looks at more.
//
// explore() gives each case a clock of its own, on which sleeping costs no time.
#include "lessons/coroutines/event_loop.h"

#include <chrono>
#include <string>
#include <thread>

#include "autograder/explorer/explore.h"
#include "gtest/gtest.h"

namespace lockstep {
namespace {

using base::Routine;
using explorer::explore;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

Routine write_twice(EventLoop& loop, std::string& page, char letter) {
  page += letter;
  co_await loop.sleep(milliseconds(0));
  page += letter;
  co_return letter;
}

Routine write_after(EventLoop& loop, std::string& page, char letter, milliseconds time) {
  co_await loop.sleep(time);
  page += letter;
  co_return letter;
}

TEST(EventLoop, TakesTurns) {
  explore([] {
    std::string page;
    const auto loop = make_event_loop();
    loop->spawn(write_twice(*loop, page, 'a'));
    loop->spawn(write_twice(*loop, page, 'b'));
    EXPECT_EQ(page, "") << "jobs run within run() only";
    loop->run();
    EXPECT_EQ(page, "abab");
  });
}

TEST(EventLoop, SleepersSleepSideBySide) {
  explore([] {
    std::string page;
    const auto loop = make_event_loop();
    const auto start = steady_clock::now();
    loop->spawn(write_after(*loop, page, 'b', milliseconds(20)));
    loop->spawn(write_after(*loop, page, 'a', milliseconds(10)));
    loop->run();
    EXPECT_EQ(page, "ab");
    EXPECT_TRUE(steady_clock::now() - start < milliseconds(25)) << "one slept after the other";
  });
}

TEST(EventLoop, GathersResults) {
  explore([] {
    std::string page;
    const auto loop = make_event_loop();
    const auto both = [](EventLoop& in, std::string& on) -> Routine {
      const int late = in.spawn(write_after(in, on, 'z', milliseconds(20)));
      const int soon = in.spawn(write_after(in, on, 'y', milliseconds(10)));
      const std::vector<int> results = co_await in.gather({late, soon});
      EXPECT_EQ(results, (std::vector<int>{'z', 'y'}));
      co_return 0;
    };
    loop->spawn(both(*loop, page));
    loop->run();
  });
}

TEST(EventLoop, CancelsASleeper) {
  explore([] {
    std::string page;
    const auto loop = make_event_loop();
    const int sleeper = loop->spawn(write_after(*loop, page, 'a', milliseconds(20)));
    const auto cancel = [](EventLoop& in, int job) -> Routine {
      co_await in.sleep(milliseconds(1));
      co_return in.cancel(job) ? 1 : 0;
    };
    loop->spawn(cancel(*loop, sleeper));
    loop->run();
    EXPECT_EQ(page, "") << "the sleeper was cancelled: its body does not go on";
  });
}

// Why no job may block its thread.
TEST(EventLoop, OneThatBlocksHoldsUpAll) {
  explore([] {
    std::string page;
    const auto loop = make_event_loop();
    loop->spawn(write_after(*loop, page, 'a', milliseconds(10)));
    const auto block = [](std::string& on) -> Routine {
      std::this_thread::sleep_for(milliseconds(50));  // not co_await
      on += 'b';
      co_return 0;
    };
    loop->spawn(block(page));
    loop->run();
    EXPECT_EQ(page, "ba");
  });
}

}  // namespace
}  // namespace lockstep
