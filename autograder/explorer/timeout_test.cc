// SPDX-License-Identifier: MIT
// Time-outs within runs: they come at their deadline, and in half of the seeds also while others
// can run, which finds what goes wrong when a time-out meets a hand-over.
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "autograder/explorer/test_help.h"

namespace lockstep::explorer {
namespace {

TEST(Timeout, TimedWaitEndsAtItsDeadline) {
  expect_passes([] {
    std::mutex mutex;
    std::condition_variable changed;
    std::unique_lock lock(mutex);
    auto before = std::chrono::system_clock::now();
    EXPECT_FALSE(changed.wait_for(lock, std::chrono::seconds(3), [] { return false; }));
    EXPECT_GE(std::chrono::system_clock::now() - before, std::chrono::seconds(3));
  });
}

// A time-out may meet a signal only when time-outs can come early.
TEST(Timeout, EarlyTimeoutsCanBeTurnedOff) {
  auto body = [] {
    std::mutex mutex;
    std::condition_variable changed;
    bool ready = false;
    std::thread waker([&] {
      std::lock_guard lock(mutex);
      ready = true;
      changed.notify_one();
    });
    bool in_time;
    {
      std::unique_lock lock(mutex);
      in_time = changed.wait_for(lock, std::chrono::seconds(1), [&] { return ready; });
    }
    waker.join();
    if (!in_time) throw 1;
  };
  expect_outcome(Outcome::kCrash, explored(body));
  Options options;
  options.schedules = 2000;
  options.early_timeouts = false;
  expect_outcome(Outcome::kPassed, explore_result(body, options));
}

// A time-out that meets a hand-over: the waiter was given the permit and says that it has none.
TEST(Timeout, APermitLostToATimeoutIsFound) {
  auto body = [] {
    std::mutex mutex;
    std::condition_variable changed;
    bool waiting = false;
    bool granted = false;
    int permits = 0;
    bool got = false;
    std::thread waiter([&] {
      std::unique_lock lock(mutex);
      if (permits > 0) {
        --permits;
        got = true;
        return;
      }
      waiting = true;
      auto end = std::chrono::steady_clock::now() + std::chrono::seconds(1);
      while (!granted) {
        if (changed.wait_until(lock, end) == std::cv_status::timeout) {
          waiting = false;
          return;  // wrong: it may have been granted meanwhile
        }
      }
      got = true;
    });
    {
      std::lock_guard lock(mutex);
      if (waiting) {
        granted = true;
        changed.notify_one();
      } else {
        ++permits;
      }
    }
    waiter.join();
    if (!got && permits == 0) throw 1;
  };
  for (uint64_t list = 0; list < 10; ++list) {
    Options options;
    options.first_seed = list * 1'000'000;
    expect_outcome(Outcome::kCrash, explore_result(body, options));
  }
}

}  // namespace
}  // namespace lockstep::explorer
