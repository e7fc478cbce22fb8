// SPDX-License-Identifier: MIT
// Shows how an elastic pool is used. These cases are a start: the grading looks at more.
//
// explore() runs its body again and again and lets the threads take turns in another order each
// time. Time is virtual in there: a sleep costs nothing, and while a thread can run no time passes
// (early_timeouts is off).
#include "lessons/pool/elastic_pool.h"

#include <atomic>
#include <chrono>
#include <functional>
#include <latch>
#include <stdexcept>
#include <thread>

#include "autograder/explorer/explore.h"
#include "gtest/gtest.h"

namespace lockstep {
namespace {

using std::chrono::milliseconds;
using std::this_thread::sleep_for;

void explore(const std::function<void()>& body) {
  explorer::Options few;
  few.schedules = 3'000;
  few.early_timeouts = false;
  explorer::explore(body, few);
}

TEST(ElasticPool, RefusesBoundsThatMakeNoSense) {
  explore([] {
    EXPECT_THROW(make_elastic_pool(2, 1, milliseconds(1)), std::invalid_argument);
    EXPECT_THROW(make_elastic_pool(0, 0, milliseconds(1)), std::invalid_argument);
    EXPECT_EQ(make_elastic_pool(1, 2, milliseconds(1))->size(), 1) << "it begins with its minimum";
  });
}

TEST(ElasticPool, GrowsWhenATaskWouldWait) {
  explore([] {
    std::latch both(2);
    auto pool = make_elastic_pool(1, 2, milliseconds(100));
    pool->submit([&] { both.arrive_and_wait(); });
    EXPECT_EQ(pool->size(), 1) << "one worker was idle";
    pool->submit([&] { both.arrive_and_wait(); });
    EXPECT_EQ(pool->size(), 2) << "there was no idle worker for the second task";
  });
}

TEST(ElasticPool, ShrinksWhenItIsIdle) {
  explore([] {
    std::latch both(2);
    auto pool = make_elastic_pool(1, 2, milliseconds(100));
    for (int i = 0; i < 2; ++i) pool->submit([&] { both.arrive_and_wait(); });
    sleep_for(milliseconds(90));
    EXPECT_EQ(pool->size(), 2) << "the idle time is not over";
    sleep_for(milliseconds(20));
    EXPECT_EQ(pool->size(), 1) << "the idle time is over";
  });
}

TEST(ElasticPool, DestructorRunsAllTasks) {
  explore([] {
    std::atomic<int> runs{0};
    {
      auto pool = make_elastic_pool(0, 1, milliseconds(100));
      for (int i = 0; i < 2; ++i) pool->submit([&] { ++runs; });
    }
    EXPECT_EQ(runs, 2) << "the destructor did not wait for all tasks";
  });
}

}  // namespace
}  // namespace lockstep
