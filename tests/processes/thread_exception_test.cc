// SPDX-License-Identifier: MIT
// The claims of the exercise `thread` on exceptions that leave run().
#include <atomic>
#include <iostream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>

#include "autograder/explorer/explore.h"
#include "autograder/harness/claim.h"
#include "lessons/processes/thread.h"
#include "tests/base/explore_few.h"
#include "tests/base/in_time.h"
#include "tests/processes/door.h"

namespace lockstep {
namespace {

std::string text_of(const std::exception_ptr& exception) {
  try {
    std::rethrow_exception(exception);
  } catch (const std::exception& error) {
    return error.what();
  } catch (int number) {
    return std::to_string(number);
  } catch (...) {
    return "another exception";
  }
}

CLAIM(Thread, ExceptionsGoToTheHook, 4,
      "an exception goes to the hook, in the thread that it ends") {
  explore_few([] {
    std::string text;
    const Thread* from = nullptr;
    std::thread::id ran, hooked;
    Thread thread([&] {
      ran = std::this_thread::get_id();
      throw std::runtime_error("lost");
    });
    // Set after the thread was made: it counts when the exception comes.
    set_exception_hook([&](const Thread& which, std::exception_ptr exception) {
      EXPECT_TRUE(which.is_alive()) << because("a thread ended before its exception was reported");
      std::this_thread::yield();
      hooked = std::this_thread::get_id();
      from = &which;
      text = text_of(exception);
    });
    thread.start();
    thread.join();
    EXPECT_EQ(text, "lost") << because("the hook did not get the exception before join() returned");
    EXPECT_EQ(from, &thread) << because("the hook did not get the thread that threw");
    EXPECT_EQ(hooked, ran) << because(
        "the hook was called in another thread than the one that threw");
  });
}

CLAIM(Thread, ExceptionsEndOnlyTheirThread, 2, "an exception, of any type, ends only its thread") {
  explore_few([] {
    std::string text;
    int written = 0;
    set_exception_hook(
        [&](const Thread&, std::exception_ptr exception) { text = text_of(exception); });
    Thread thread([] { throw 42; });
    Thread other([&] {
      std::this_thread::yield();
      written = 1;
    });
    thread.start();
    other.start();
    EXPECT_NO_THROW(thread.join()) << because("join() threw what had left the thread's run()");
    EXPECT_FALSE(thread.is_alive()) << because("a thread was alive after an exception");
    join_others();
    EXPECT_EQ(text, "42") << because("an exception that is no std::exception was not reported");
    EXPECT_EQ(written, 1) << because("another thread did not run to its end");
  });
}

// An exception that counts how many of it there are, in a variable that is gone soon.
class Counted {
 public:
  explicit Counted(int* count) : count_(count) { ++*count_; }
  Counted(const Counted& other) : count_(other.count_) { ++*count_; }
  Counted& operator=(const Counted&) = delete;
  ~Counted() { --*count_; }

 private:
  int* count_;
};

CLAIM(Thread, ExceptionsDoNotOutliveTheirThread, 2,
      "an exception that nobody has kept is gone when its thread has ended") {
  explore_few([] {
    int count = 0;
    set_exception_hook([](const Thread&, std::exception_ptr) {});
    Thread thread([&] { throw Counted(&count); });
    thread.start();
    thread.join();
    EXPECT_EQ(count, 0) << because(
        "a thread had ended, and the exception that left it was not gone");
  });
}

CLAIM(Thread, HooksMayDoWhatTheyLike, 2, "a hook may set another hook, start threads, and throw") {
  explore_few([] {
    int first = 0, second = 0, beside = 0;
    Thread other([&] { beside = 1; });
    set_exception_hook([&](const Thread&, std::exception_ptr) {
      ++first;
      set_exception_hook([&](const Thread&, std::exception_ptr) { ++second; });
      other.start();
      other.join();
      throw std::runtime_error("from the hook");
    });
    for (int turn = 0; turn < 2; ++turn) {
      Thread thread([] { throw std::runtime_error("lost"); });
      thread.start();
      thread.join();
    }
    EXPECT_EQ(first, 1) << because("the hook was not called once, or after it was replaced");
    EXPECT_EQ(second, 1) << because("the hook that the first one set was not called once");
    EXPECT_EQ(beside, 1) << because("a thread that the hook started did not run");
  });
}

CLAIM(Thread, HooksOfSeveralThreads, 2,
      "exceptions and hooks of several threads do not wait for each other") {
  const auto at_once = [] {
    Door gates[2];
    set_exception_hook([&](const Thread&, std::exception_ptr exception) {
      const int number = text_of(exception) == "1" ? 1 : 0;
      gates[number].open();
      EXPECT_TRUE(gates[1 - number].opens())
          << because("two threads threw, and the hook of one waited for that of the other");
    });
    run_all(2, [](int number) { throw number; });
  };
  explore_few(at_once, in_time());
  explore_few([] {
    std::atomic<int> calls{0};
    const auto count = [&](const Thread&, std::exception_ptr) { ++calls; };
    set_exception_hook(count);
    Thread thread([] { throw std::runtime_error("lost"); });
    thread.start();
    set_exception_hook(count);
    thread.join();
    EXPECT_EQ(calls, 1) << because("a hook was set while a thread threw, and none was called once");
  });
}

// While it lives, what is printed on std::cerr goes to a string.
class Caught {
 public:
  Caught() : was_(std::cerr.rdbuf(&text())) { text().str(""); }
  ~Caught() { std::cerr.rdbuf(was_); }
  Caught(const Caught&) = delete;
  Caught& operator=(const Caught&) = delete;

  static std::stringbuf& text() {
    static std::stringbuf& text = *new std::stringbuf;  // a run that fails may leave it in use
    return text;
  }

 private:
  std::streambuf* const was_;
};

CLAIM(Thread, WithoutAHookExceptionsArePrinted, 3,
      "without a hook an exception is printed as a line") {
  explore_few([] {
    const Caught caught;
    Thread clock([] { throw std::runtime_error("lost"); }, {.name = "clock"});
    clock.start();
    clock.join();
    EXPECT_EQ(Caught::text().str(), "Exception in thread clock: lost\n")
        << because("without a hook an exception was not printed as the header says");
    Caught::text().str("");
    set_exception_hook([](const Thread&, std::exception_ptr) {});
    set_exception_hook(nullptr);
    Thread bell([] { throw 42; }, {.name = "bell"});
    bell.start();
    bell.join();
    EXPECT_EQ(Caught::text().str(), "Exception in thread bell: unknown\n")
        << because("an empty hook must print, also what is no std::exception");
  });
}

}  // namespace
}  // namespace lockstep
