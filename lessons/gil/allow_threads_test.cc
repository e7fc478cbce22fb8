// SPDX-License-Identifier: MIT
// Shows how AllowThreads is used. These cases are a start: the grading looks at more.
//
// explore() runs its body again and again and lets the threads take turns in another order each
// time. Time is virtual in there: a sleep is a call that blocks, or, with the lock, a computation.
#include "lessons/gil/allow_threads.h"

#include <cerrno>
#include <chrono>
#include <stdexcept>
#include <system_error>
#include <thread>

#include "autograder/explorer/explore.h"
#include "gtest/gtest.h"

namespace lockstep {
namespace {

using explorer::explore;
using std::chrono::milliseconds;
using std::chrono::steady_clock;
using std::this_thread::sleep_for;

TEST(AllowThreads, BlockingCallsOverlap) {
  explorer::Options in_time;
  in_time.early_timeouts = false;
  const auto body = [] {
    auto lock = base::make_turn_lock();
    int calls = 0;  // guarded by the lock
    const auto run = [&] {
      lock->take();
      {
        const AllowThreads allowed(*lock);
        sleep_for(milliseconds(10));
      }
      ++calls;
      lock->drop();
    };
    const auto begin = steady_clock::now();
    std::thread one(run);
    std::thread two(run);
    one.join();
    two.join();
    EXPECT_EQ(calls, 2);
    EXPECT_EQ(steady_clock::now() - begin, milliseconds(10)) << "one waited for the other";
  };
  explore(body, in_time);
}

TEST(AllowThreads, TakesAgainAfterAnException) {
  explore([] {
    auto lock = base::make_turn_lock();
    lock->take();
    try {
      const AllowThreads allowed(*lock);
      throw std::runtime_error("the call failed");
    } catch (const std::runtime_error&) {
      EXPECT_NO_THROW(lock->drop()) << "the lock was not taken again";
    }
  });
}

TEST(AllowThreads, KeepsErrno) {
  explore([] {
    auto lock = base::make_turn_lock();
    lock->take();
    {
      const AllowThreads allowed(*lock);
      errno = ENOENT;  // as a system call does
    }
    EXPECT_EQ(errno, ENOENT) << "what the call left is lost";
    lock->drop();
  });
}

TEST(AllowThreads, BlocksOthersForAWhile) {
  explore([] {
    auto lock = base::make_turn_lock();
    int shared = 0;  // guarded by the lock
    const auto run = [&] {
      lock->take();
      {
        AllowThreads allowed(*lock);
        allowed.block_threads();
        ++shared;
        allowed.unblock_threads();
      }
      lock->drop();
    };
    std::thread one(run);
    std::thread two(run);
    one.join();
    two.join();
    EXPECT_EQ(shared, 2);
  });
}

TEST(AllowThreads, NeedsTheLock) {
  auto lock = base::make_turn_lock();
  EXPECT_THROW(AllowThreads allowed(*lock), std::system_error) << "the thread does not have it";
}

}  // namespace
}  // namespace lockstep
