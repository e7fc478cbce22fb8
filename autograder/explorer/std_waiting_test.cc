// SPDX-License-Identifier: MIT
// What the C++ library builds to wait with, within runs: no false alarm.
#include <atomic>
#include <barrier>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <latch>
#include <mutex>
#include <semaphore>
#include <stop_token>
#include <thread>

#include "autograder/explorer/test_help.h"

namespace lockstep::explorer {
namespace {

using std::chrono::milliseconds;

template <class First, class Second>
void together(First first, Second second) {
  std::thread a(first);
  std::thread b(second);
  a.join();
  b.join();
}

TEST(StdLibrary, Latch) {
  expect_passes([] {
    std::latch latch(2);
    int a = 0;
    int b = 0;
    together(
        [&] {
          a = 1;
          latch.arrive_and_wait();
          EXPECT_EQ(b, 1);
        },
        [&] {
          b = 1;
          latch.arrive_and_wait();
          EXPECT_EQ(a, 1);
        });
  });
}

TEST(StdLibrary, Barrier) {
  expect_passes([] {
    std::barrier barrier(2);
    auto twice = [&] {
      barrier.arrive_and_wait();
      barrier.arrive_and_wait();
    };
    together(twice, twice);
  });
}

TEST(StdLibrary, CountingSemaphore) {
  expect_passes([] {
    std::counting_semaphore<> semaphore(0);
    int data = 0;
    together(
        [&] {
          semaphore.acquire();
          EXPECT_EQ(data, 1);
        },
        [&] {
          data = 1;
          semaphore.release();
        });
    EXPECT_FALSE(semaphore.try_acquire_for(milliseconds(1)));
  });
}

TEST(StdLibrary, AtomicWait) {
  expect_passes([] {
    std::atomic<int> word = 0;
    int data = 0;
    together(
        [&] {
          word.wait(0);
          EXPECT_EQ(data, 1);
        },
        [&] {
          data = 1;
          word = 1;
          word.notify_all();
        });
  });
}

// The library looks some 16 times before it sleeps. No time passes meanwhile: it would come late.
TEST(StdLibrary, NoTimePassesBeforeAWaitBegins) {
  Options options;
  options.schedules = 400;
  options.early_timeouts = false;
  const auto passes = [&options](const std::function<void()>& body) {
    expect_outcome(Outcome::kPassed, explore_result(body, options));
  };
  passes([] {
    std::counting_semaphore<> semaphore(0);
    const auto begin = std::chrono::steady_clock::now();
    together(
        [&] {
          semaphore.try_acquire_for(milliseconds(40));
          EXPECT_LE(std::chrono::steady_clock::now() - begin, milliseconds(60));
        },
        [] { std::this_thread::sleep_for(milliseconds(150)); });
  });
  passes([] {
    std::atomic<int> news = 0;
    const auto begin = std::chrono::steady_clock::now();
    together(
        [&] {
          news.wait(0);
          EXPECT_LE(std::chrono::steady_clock::now() - begin, milliseconds(10));
        },
        [&] {
          std::this_thread::sleep_for(milliseconds(1));
          ++news;
          news.notify_all();
          std::this_thread::sleep_for(std::chrono::hours(1));
        });
  });
}

TEST(StdLibrary, StopTokenEndsAWait) {
  expect_passes([] {
    std::mutex mutex;
    std::condition_variable_any changed;
    std::jthread waiter([&](std::stop_token stop) {
      std::unique_lock lock(mutex);
      EXPECT_FALSE(changed.wait(lock, stop, [] { return false; }));
    });
  });
}

TEST(StdLibrary, NotifyAllAtThreadExit) {
  expect_passes([] {
    std::mutex mutex;
    std::condition_variable changed;
    bool done = false;
    std::thread thread([&] {
      std::unique_lock lock(mutex);
      done = true;
      std::notify_all_at_thread_exit(changed, std::move(lock));
    });
    {
      std::unique_lock lock(mutex);
      while (!done) changed.wait(lock);
    }
    thread.join();
  });
}

}  // namespace
}  // namespace lockstep::explorer
