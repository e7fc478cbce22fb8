// SPDX-License-Identifier: MIT
// Shows how a thread is used. These cases are a start: the grading looks at more.
//
// explore() runs its body again and again and lets the threads take turns in another order each
// time. Time is virtual in there: no test sleeps for real.
#include "lessons/processes/thread.h"

#include <atomic>
#include <stdexcept>
#include <string>
#include <thread>

#include "autograder/explorer/explore.h"
#include "gtest/gtest.h"

namespace lockstep {
namespace {

using explorer::explore;

TEST(Thread, RunsACallable) {
  explore([] {
    int written = 0;
    Thread thread([&] { written = 1; });
    thread.start();
    thread.join();
    EXPECT_EQ(written, 1) << "join() waits for the end of the function";
  });
}

class Clock : public Thread {
 public:
  Clock() : Thread(nullptr, {.name = "clock"}) {}
  void run() override { ++ticks; }

  int ticks = 0;
};

TEST(Thread, RunsWhatASubclassSays) {
  explore([] {
    Clock clock;
    EXPECT_EQ(clock.name(), "clock");
    clock.start();
    clock.join();
    EXPECT_EQ(clock.ticks, 1) << "run() is called once";
  });
}

TEST(Thread, StartsOnlyOnce) {
  explore([] {
    Thread thread([] {});
    EXPECT_THROW(thread.join(), std::logic_error) << "it was not started";
    thread.start();
    EXPECT_THROW(thread.start(), std::logic_error) << "it was started before";
    thread.join();
  });
}

TEST(Thread, TellsTheHookOfAnException) {
  explore([] {
    std::string from;
    set_exception_hook([&](const Thread& thread, std::exception_ptr) { from = thread.name(); });
    Thread thread([] { throw std::runtime_error("lost"); }, {.name = "clock"});
    thread.start();
    thread.join();
    EXPECT_EQ(from, "clock") << "the exception goes to the hook, and to nobody else";
  });
}

TEST(Thread, RunsAllSideBySide) {
  explore([] {
    std::atomic<bool> second_runs{false};
    std::atomic<int> calls{0};
    run_all(2, [&](int number) {
      ++calls;
      if (number == 1) second_runs = true;
      while (!second_runs) std::this_thread::yield();  // the first waits for the second
    });
    EXPECT_EQ(calls, 2) << "run_all() returns when both calls have ended";
  });
}

}  // namespace
}  // namespace lockstep
