// SPDX-License-Identifier: MIT
// Shows how a thread pool is used. These cases are a start: the grading looks at more.
//
// explore() runs its body again and again and lets the threads take turns in another order each
// time.
#include "lessons/pool/thread_pool.h"

#include <atomic>
#include <functional>
#include <latch>
#include <stdexcept>
#include <vector>

#include "autograder/explorer/explore.h"
#include "gtest/gtest.h"

namespace lockstep {
namespace {

void explore(const std::function<void()>& body) {
  explorer::Options few;
  few.schedules = 3'000;
  explorer::explore(body, few);
}

TEST(ThreadPool, ResultsAndExceptionsReachTheFutures) {
  explore([] {
    auto pool = make_thread_pool(1);
    std::future<int> failed = pool->submit([]() -> int { throw std::runtime_error("no"); });
    std::future<int> three = pool->submit([] { return 3; });
    EXPECT_THROW(failed.get(), std::runtime_error);
    EXPECT_EQ(three.get(), 3) << "the worker goes on after an exception";
  });
}

TEST(ThreadPool, TwoWorkersRunTwoTasksSideBySide) {
  explore([] {
    auto pool = make_thread_pool(2);
    std::latch both(2);
    const auto meet = [&] { return both.arrive_and_wait(), 0; };
    std::future<int> one = pool->submit(meet);
    std::future<int> other = pool->submit(meet);
    one.wait();
    other.wait();
  });
}

TEST(ThreadPool, MapKeepsTheOrder) {
  explore([] {
    auto pool = make_thread_pool(2);
    EXPECT_EQ(pool->map([](int input) { return input * input; }, {1, 2, 3}, 2),
              (std::vector<int>{1, 4, 9}));
  });
}

TEST(ThreadPool, CallbacksComeFirst) {
  explore([] {
    auto pool = make_thread_pool(1);
    std::atomic<int> told{0};
    std::future<int> three = pool->submit(
        [] { return 3; }, {.on_result = [&](int result) { told = result; }, .on_error = {}});
    three.wait();
    EXPECT_EQ(told, 3) << "the callback has returned when the future is ready";
  });
}

TEST(ThreadPool, CloseFinishesAndTerminateDrops) {
  explore([] {
    auto pool = make_thread_pool(1);
    std::future<int> task = pool->submit([] { return 1; });
    pool->close();
    EXPECT_THROW(pool->submit([] { return 2; }), std::logic_error) << "the pool is closed";
    pool->terminate();
    pool->join();
    try {
      EXPECT_EQ(task.get(), 1) << "it had begun before it could be dropped";
    } catch (const std::future_error&) {
      // It had not.
    }
  });
}

}  // namespace
}  // namespace lockstep
