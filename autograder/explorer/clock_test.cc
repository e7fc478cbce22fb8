// SPDX-License-Identifier: MIT
// Virtual time within runs: sleeps do not end before their deadline, a thread that asks the clock
// again and again leaves soon after its deadline, and no time passes while somebody has work to do.
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <climits>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "autograder/explorer/test_help.h"

namespace lockstep::explorer {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::steady_clock;
using std::this_thread::sleep_for;
using std::this_thread::yield;

// Without early time-outs, time passes only for a reason.
void expect_passes_in_time(const std::function<void()>& body) {
  for (const char* strategy : {"random", "pct2", "pct3", "pos", "bounded"}) {
    Options options;
    options.strategy = strategy;
    options.schedules = 300;
    options.early_timeouts = false;
    expect_outcome(Outcome::kPassed, explore_result(body, options));
  }
}

// Half of the seeds wake waits for no reason, and half let deadlines come early: no sleep ends so.
TEST(Sleep, EndsNotBeforeItsDeadline) {
  expect_passes(
      [] {
        std::mutex mutex;
        std::condition_variable changed;
        auto nap = [](int length) {
          auto begin = steady_clock::now();
          sleep_for(milliseconds(length));
          EXPECT_GE(steady_clock::now() - begin, milliseconds(length));
        };
        std::thread a(nap, 3);
        std::thread b(nap, 7);
        std::thread waiter([&] {
          std::unique_lock lock(mutex);
          changed.wait_for(lock, milliseconds(5));
        });
        nap(10);
        a.join();
        b.join();
        waiter.join();
      },
      4000);
}

// Polls `once` until the time is over, and checks that it was not over for long: a tick for the
// look that ended it and one for the look that measures, each a sixteenth.
template <class Function>
void poll_for(milliseconds length, Function once) {
  auto begin = steady_clock::now();
  while (steady_clock::now() - begin < length) once();
  auto late = steady_clock::now() - begin - length;
  EXPECT_LE(late, std::chrono::nanoseconds(length) / 7) << late.count() << " ns late";
}

TEST(Polling, EndsAtItsDeadline) {
  for (milliseconds length : {milliseconds(1), milliseconds(10), milliseconds(4000)}) {
    expect_passes_in_time([length] { poll_for(length, [] {}); });
    expect_passes_in_time([length] { poll_for(length, [] { yield(); }); });
  }
}

TEST(Polling, EndsAtItsDeadlineBesideASleeper) {
  expect_passes_in_time([] {
    std::thread sleeper([] { sleep_for(hours(1)); });
    poll_for(milliseconds(10), [] { yield(); });
    sleeper.join();
  });
}

TEST(Polling, UnderAMutexEndsAtItsDeadline) {
  expect_passes_in_time([] {
    std::mutex mutex;
    auto poll = [&] { poll_for(milliseconds(10), [&] { std::lock_guard lock(mutex); }); };
    std::thread other(poll);
    poll();
    other.join();
  });
}

TEST(Polling, WakesSleepersOnTheWay) {
  expect_passes_in_time([] {
    std::atomic<bool> awake = false;
    std::thread sleeper([&] {
      auto begin = steady_clock::now();
      sleep_for(milliseconds(5));
      EXPECT_LE(steady_clock::now() - begin, milliseconds(6));
      awake = true;
    });
    poll_for(milliseconds(20), [] {});
    EXPECT_TRUE(awake);
    sleeper.join();
  });
}

// The other way round: polling for what a sleeper does later.
TEST(Polling, LetsTimePass) {
  expect_passes_in_time([] {
    std::mutex mutex;
    bool ready = false;
    std::thread sleeper([&] {
      sleep_for(milliseconds(5));
      std::lock_guard lock(mutex);
      ready = true;
    });
    auto is_ready = [&] {
      std::lock_guard lock(mutex);
      return ready;
    };
    while (!is_ready()) yield();
    sleeper.join();
  });
}

TEST(Time, FarAwayIsNeverAndLongAgoIsOver) {
  expect_passes_in_time([] {
    std::timed_mutex mutex;
    std::thread([&] { mutex.lock(); }).join();
    EXPECT_FALSE(mutex.try_lock_until(steady_clock::time_point::min()));
    auto begin = steady_clock::now();
    sleep(UINT_MAX);
    EXPECT_GE(steady_clock::now() - begin, hours(24 * 365 * 100));
  });
  Result result = explored([] {
    while (steady_clock::now() < steady_clock::time_point::max()) {
    }
  });
  expect_outcome(Outcome::kNoProgress, result);
}

TEST(Time, DoesNotPassForAFewYields) {
  expect_passes_in_time([] {
    std::thread sleeper([] { sleep_for(milliseconds(9)); });
    auto begin = steady_clock::now();
    std::atomic<int> work = 0;
    for (int i = 0; i < 3; ++i) {
      ++work;
      yield();
    }
    EXPECT_EQ(steady_clock::now(), begin);
    sleeper.join();
  });
}

TEST(Time, DoesNotPassWhileOthersWork) {
  expect_passes_in_time([] {
    std::atomic<int> work = 0;
    std::atomic<bool> late = false;
    std::thread watch([&] {
      auto end = steady_clock::now() + milliseconds(1);
      while (steady_clock::now() < end && work < 300) {
      }
      late = work < 300;
    });
    while (work < 300) ++work;
    watch.join();
    EXPECT_FALSE(late);
  });
}

}  // namespace
}  // namespace lockstep::explorer
