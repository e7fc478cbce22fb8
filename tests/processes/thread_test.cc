// SPDX-License-Identifier: MIT
// The claims of the exercise `thread` on what runs, where, and how often. Those on its end are in
// thread_end_test.cc and thread_others_test.cc, on exceptions in thread_exception_test.cc, on what
// threads share in thread_share_test.cc, on several threads in thread_several_test.cc.
#include "lessons/processes/thread.h"

#include <atomic>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>

#include "autograder/explorer/explore.h"
#include "autograder/harness/claim.h"
#include "tests/base/explore_few.h"
#include "tests/base/in_time.h"
#include "tests/base/together.h"
#include "tests/processes/door.h"

namespace lockstep {
namespace {

CLAIM(Thread, RunsBesideItsStarter, 5, "a started thread runs beside the one that started it") {
  const auto body = [] {
    Door begun, let_go;
    std::thread::id ran;
    Thread thread([&] {
      ran = std::this_thread::get_id();
      begun.open();
      EXPECT_TRUE(let_go.opens()) << because("start() or join() kept its caller from going on");
    });
    thread.start();
    EXPECT_TRUE(begun.opens()) << because("a thread was started, and its function did not run");
    let_go.open();
    thread.join();
    EXPECT_NE(ran, std::this_thread::get_id()) << because("the function ran in another thread's");
  };
  explore_few(body, in_time());
}

CLAIM(Thread, NothingRunsBeforeStart, 4, "a thread that is not started runs nothing") {
  explore_few([] {
    std::atomic<bool> ran{false};
    {
      Thread thread([&] { ran = true; });
      EXPECT_FALSE(thread.is_alive()) << because("a thread was alive that nobody had started");
      std::this_thread::yield();
      join_others();
    }
    EXPECT_FALSE(ran) << because("a function ran in a thread that nobody had started");
  });
}

// Counts in run(), and lets the callable do its part, too.
class Counting : public Thread {
 public:
  Counting() : Thread([this] { called = true; }) {}

  void run() override {
    ++runs;
    Thread::run();
  }

  int runs = 0;
  bool called = false;
};

CLAIM(Thread, SubclassesSayWhatRuns, 4,
      "a subclass that overrides run() says what the thread does") {
  explore_few([] {
    Counting counting;
    counting.start();
    counting.join();
    EXPECT_EQ(counting.runs, 1) << because(
        "a subclass overrides run(), and it was not called once");
    EXPECT_TRUE(counting.called) << because("Thread::run() did not call the function");
    Thread nothing;
    nothing.start();
    nothing.join();
  });
}

CLAIM(Thread, RunRunsHere, 4, "run(), called directly, runs here and starts nothing") {
  explore_few([] {
    std::atomic<int> hooked{0};
    set_exception_hook([&](const Thread&, std::exception_ptr) { ++hooked; });
    std::thread::id ran;
    int runs = 0;
    Thread thread([&] {
      ran = std::this_thread::get_id();
      if (++runs == 1) throw std::runtime_error("the first time");
    });
    EXPECT_THROW(thread.run(), std::runtime_error)
        << because("run() was called directly, and its exception did not reach the caller");
    EXPECT_EQ(hooked, 0) << because("run() was called directly, and its exception was reported");
    EXPECT_EQ(ran, std::this_thread::get_id()) << because("run() ran in another thread");
    EXPECT_FALSE(thread.is_alive()) << because("run() was called directly and started a thread");
    EXPECT_NO_THROW(thread.start()) << because("run() was called directly: start() may follow");
    thread.join();
    EXPECT_EQ(runs, 2) << because("run() was called directly, and then start(): two runs");
  });
}

bool starts(Thread& thread) {
  try {
    thread.start();
    return true;
  } catch (const std::logic_error&) {
    return false;
  }
}

CLAIM(Thread, StartsOnce, 5, "a thread is started once; another start is an error") {
  explore_few([] {
    std::atomic<int> runs{0};
    Thread thread([&] { ++runs; });
    std::atomic<int> started{0};
    const auto start = [&] { started += starts(thread) ? 1 : 0; };
    together(start, start);
    EXPECT_EQ(started, 1) << because("of two calls of start() not exactly one succeeded");
    thread.join();
    EXPECT_FALSE(starts(thread)) << because("a thread that had ended was started again");
    thread.join();
    EXPECT_EQ(runs, 1) << because("the function did not run once");
  });
}

CLAIM(Thread, NamesAreGivenOrCounted, 4, "a thread has the name it was given, or a number") {
  explore_few([] {
    Thread first, named(nullptr, {.name = "clock"}), second;
    EXPECT_EQ(first.name(), "Thread-1") << because("the first without a name is Thread-1");
    EXPECT_EQ(named.name(), "clock") << because("a thread has another name than it was given");
    EXPECT_EQ(second.name(), "Thread-2") << because("one with a name uses no number");
    std::string third, fourth;
    together([&] { third = Thread().name(); }, [&] { fourth = Thread().name(); });
    EXPECT_EQ((std::set<std::string>{third, fourth}),
              (std::set<std::string>{"Thread-3", "Thread-4"}))
        << because("two threads were made at once, and did not get the next two numbers");
  });
}

}  // namespace
}  // namespace lockstep
