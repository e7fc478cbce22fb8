// SPDX-License-Identifier: MIT
// Condition variables within runs: signals, spurious wakeups, time-outs, misuse.
#include <pthread.h>

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <set>
#include <thread>

#include "autograder/explorer/test_help.h"

namespace lockstep::explorer {
namespace {

TEST(Condition, PassesSignalsOn) {
  expect_passes([] {
    std::mutex mutex;
    std::condition_variable changed;
    bool ready = false;
    std::thread waiter([&] {
      std::unique_lock lock(mutex);
      changed.wait(lock, [&] { return ready; });
    });
    {
      std::lock_guard lock(mutex);
      ready = true;
    }
    changed.notify_one();
    waiter.join();
  });
}

TEST(Condition, NotifyOnePicksAnyWaiter) {
  static std::set<int> woken;  // over all runs
  woken.clear();
  Result result = explored_with(
      "random",
      [] {
        std::mutex mutex;
        std::condition_variable changed;
        int waiting = 0;
        int first = 0;
        bool go = false;
        auto wait = [&](int me) {
          std::unique_lock lock(mutex);
          ++waiting;
          while (!go) changed.wait(lock);
          if (first == 0) first = me;
          changed.notify_all();
        };
        std::thread a(wait, 1);
        std::thread b(wait, 2);
        {
          std::lock_guard lock(mutex);
          go = waiting == 2;
          if (go) changed.notify_one();
          go = true;
          if (waiting != 2) changed.notify_all();
        }
        a.join();
        b.join();
        woken.insert(first);
      },
      200);
  expect_outcome(Outcome::kPassed, result);
  EXPECT_EQ(woken, (std::set<int>{1, 2}));
}

TEST(Condition, WakesSpuriouslyInHalfOfTheSeeds) {
  auto body = [] {
    std::mutex mutex;
    std::condition_variable changed;
    bool ready = false;
    bool woken_early = false;
    std::thread waiter([&] {
      std::unique_lock lock(mutex);
      if (!ready) changed.wait(lock);
      woken_early = !ready;
    });
    for (int i = 0; i < 10; ++i) std::this_thread::yield();
    {
      std::lock_guard lock(mutex);
      ready = true;
      changed.notify_one();
    }
    waiter.join();
    if (woken_early) throw 1;
  };
  Result with = explored_with("random", body, 400);
  expect_outcome(Outcome::kCrash, with);
  uint64_t seed = std::stoull(with.schedule.substr(with.schedule.find(':') + 1));
  EXPECT_EQ(seed & 1, 1u) << with.schedule;
}

TEST(Condition, WaitWithoutTheMutexIsMisuse) {
  expect_outcome(Outcome::kMisuse, explored([] {
                   pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
                   pthread_cond_t cond = PTHREAD_COND_INITIALIZER;
                   pthread_cond_wait(&cond, &mutex);
                 }));
}

TEST(Condition, DestroyWhileWaitedOnIsMisuse) {
  Result result = explored([] {
    pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
    pthread_cond_t cond = PTHREAD_COND_INITIALIZER;
    std::thread waiter([&] {
      pthread_mutex_lock(&mutex);
      pthread_cond_wait(&cond, &mutex);
      pthread_mutex_unlock(&mutex);
    });
    pthread_mutex_lock(&mutex);
    pthread_cond_destroy(&cond);
    pthread_cond_init(&cond, nullptr);
    pthread_cond_signal(&cond);
    pthread_mutex_unlock(&mutex);
    waiter.join();
  });
  EXPECT_NE(result.outcome, Outcome::kPassed);
}

TEST(Condition, ALostWakeupIsTold) {
  Result result = explored([] {
    std::mutex mutex;
    std::condition_variable changed;
    std::unique_lock lock(mutex);
    changed.wait(lock);
  });
  expect_outcome(Outcome::kLostWakeup, result);
  expect_says(result, "the main thread waits on condition variable ");
}

}  // namespace
}  // namespace lockstep::explorer
