// SPDX-License-Identifier: MIT
// The claims of the exercise `thread` on its end: who waits for it, who sees it, what may follow.
// Those on the end of all threads are in thread_others_test.cc.
#include <atomic>
#include <memory>
#include <stdexcept>
#include <thread>

#include "autograder/explorer/explore.h"
#include "autograder/harness/claim.h"
#include "lessons/processes/thread.h"
#include "tests/base/explore_few.h"
#include "tests/base/in_time.h"
#include "tests/base/sleeping.h"
#include "tests/base/together.h"
#include "tests/processes/door.h"

namespace lockstep {
namespace {

CLAIM(Thread, JoinNeedsAStartedThread, 3, "joining a thread not started, or oneself, is an error") {
  explore_few([] {
    Thread idle;
    EXPECT_THROW(idle.join(), std::logic_error)
        << because("join() of a thread that was not started must throw std::logic_error");
    Thread* self = nullptr;
    Thread thread([&] {
      EXPECT_THROW(self->join(), std::logic_error)
          << because("a thread that joins itself must get std::logic_error");
    });
    self = &thread;
    thread.start();
    thread.join();
  });
}

CLAIM(Thread, JoinShowsWhatWasDone, 5, "join waits for the end, and shows what the thread did") {
  explore_few([] {
    std::atomic<bool> done{false};
    Thread thread([&] {
      std::this_thread::yield();
      done = true;
    });
    thread.start();
    thread.join();
    EXPECT_TRUE(done) << because("join() returned before run() had");
    EXPECT_FALSE(thread.is_alive()) << because("join() returned, and the thread was still alive");
  });
  explore_few([] {
    int before = 0, after = 0;
    Thread thread([&] { after = before + 1; });
    before = 1;
    thread.start();
    thread.join();
    EXPECT_EQ(after, 2) << because("join() did not show what the thread had done");
  });
}

CLAIM(Thread, AnyNumberMayJoin, 3, "several threads may join one, at once and again") {
  explore_few([] {
    int written = 0;
    Thread thread([&] { written = 1; });
    thread.start();
    const auto join = [&] {
      EXPECT_NO_THROW(thread.join()) << because("join() failed beside or after another join()");
      EXPECT_EQ(written, 1) << because("join() returned before run() had");
    };
    together(join, join);
    join();
  });
}

CLAIM(Thread, IsAliveFromStartToEnd, 5, "a thread is alive from start() until it has ended") {
  const auto body = [] {
    Door let_go;
    Thread* self = nullptr;
    Thread thread([&] {
      EXPECT_TRUE(self->is_alive()) << because("a thread was not alive in its own run()");
      EXPECT_TRUE(let_go.opens()) << because("start() or is_alive() waited for run()");
    });
    self = &thread;
    EXPECT_FALSE(thread.is_alive()) << because("a thread was alive that nobody had started");
    thread.start();
    EXPECT_TRUE(thread.is_alive()) << because("start() returned, and the thread was not alive");
    let_go.open();
    thread.join();
    EXPECT_FALSE(thread.is_alive()) << because("a thread that was joined was alive");
  };
  explore_few(body, in_time());
  explore_few([] {
    int written = 0;
    Thread thread([&] { written = 1; });
    thread.start();
    while (thread.is_alive()) std::this_thread::yield();
    EXPECT_EQ(written, 1) << because("a thread was not alive before run() had returned");
  });
}

CLAIM(Thread, EndedThreadsMayBeDestroyed, 5,
      "an object may go once its thread is said to have ended") {
  void (*const ways[])(Thread&) = {[](Thread& thread) { thread.join(); },
                                   [](Thread&) { join_others(); },
                                   [](Thread& thread) {
                                     while (thread.is_alive()) std::this_thread::yield();
                                   }};
  for (const auto wait : ways) {
    explore_few([wait] {
      auto thread = std::make_unique<Thread>([] { std::this_thread::yield(); });
      thread->start();
      wait(*thread);
      thread.reset();
    });
  }
}

CLAIM(Thread, WaitersSleep, 4, "whoever waits for a thread sleeps") {
  explore_sleep([] {
    Thread thread(work_long);
    thread.start();
    thread.join();
  });
  explore_sleep([] {
    Thread thread(work_long);
    thread.start();
    join_others();
    thread.join();
  });
  explore_sleep([] {
    run_all(2, [](int number) {
      if (number == 0) work_long();
    });
  });
}

}  // namespace
}  // namespace lockstep
