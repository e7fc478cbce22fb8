// SPDX-License-Identifier: MIT
// The claims of the exercise `thread` on the end of all threads: join_others() and daemonic ones.
#include <atomic>
#include <thread>

#include "autograder/explorer/explore.h"
#include "autograder/harness/claim.h"
#include "lessons/processes/thread.h"
#include "tests/base/explore_few.h"
#include "tests/base/in_time.h"
#include "tests/base/together.h"
#include "tests/processes/door.h"

namespace lockstep {
namespace {

CLAIM(Thread, JoinOthersWaitsForAll, 5, "join_others waits for all that are not daemonic") {
  explore_few([] {
    std::atomic<int> done{0};
    Thread late([&] { ++done; });
    Thread thread([&] {
      std::this_thread::yield();
      ++done;
      late.start();
    });
    thread.start();
    join_others();
    EXPECT_EQ(done, 2) << because("join_others() returned before all threads had ended");
    EXPECT_FALSE(thread.is_alive() || late.is_alive())
        << because("join_others() returned, and a thread was alive");
  });
  // Two that wait at once.
  explore_few([] {
    std::atomic<bool> done{false};
    Thread thread([&] {
      std::this_thread::yield();
      done = true;
    });
    thread.start();
    const auto join = [&] {
      join_others();
      EXPECT_TRUE(done) << because("of two that called join_others() one returned too early");
    };
    together(join, join);
    join();
  });
  explore_few([] {
    int written = 0;
    Thread thread([&] { written = 1; });
    thread.start();
    join_others();
    EXPECT_EQ(written, 1) << because("join_others() did not show what a thread had done");
  });
}

CLAIM(Thread, DaemonsAreNotWaitedFor, 4, "join_others does not wait for daemonic threads") {
  const auto body = [] {
    Door end;
    std::atomic<bool> ended{false};
    Thread daemon([&] { EXPECT_TRUE(end.opens()) << because("a daemonic thread was waited for"); },
                  {.daemon = true});
    Thread other([&] {
      std::this_thread::yield();
      ended = true;
    });
    daemon.start();
    other.start();
    join_others();
    EXPECT_TRUE(ended) << because("join_others() did not wait for a thread beside a daemonic one");
    end.open();
    daemon.join();
  };
  explore_few(body, in_time());
}

CLAIM(Thread, DaemonIsInherited, 3,
      "a thread is daemonic if its maker's thread is, or if told so") {
  explore_few([] {
    EXPECT_FALSE(Thread().daemon()) << because("the main thread makes threads not daemonic");
    EXPECT_FALSE(Thread(nullptr, {.daemon = false}).daemon())
        << because("a thread is daemonic that was told not to be");
    Thread made_here;
    Thread daemon(
        [&] {
          EXPECT_TRUE(Thread().daemon()) << because("a daemonic thread makes daemonic threads");
          EXPECT_FALSE(Thread(nullptr, {.daemon = false}).daemon())
              << because("a thread is daemonic that was told not to be");
          made_here.start();
        },
        {.daemon = true});
    EXPECT_TRUE(daemon.daemon()) << because("a thread is not daemonic that was told to be");
    daemon.start();
    daemon.join();
    made_here.join();
    EXPECT_FALSE(made_here.daemon()) << because("it counts who makes a thread, not who starts it");
  });
}

}  // namespace
}  // namespace lockstep
