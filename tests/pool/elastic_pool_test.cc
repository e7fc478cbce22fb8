// SPDX-License-Identifier: MIT
// The claims of the exercise `elastic_pool` on tasks and on growing. Those on shrinking are in
// elastic_pool_shrink_test.cc.
#include "lessons/pool/elastic_pool.h"

#include <atomic>
#include <chrono>
#include <latch>
#include <memory>
#include <stdexcept>
#include <thread>
#include <vector>

#include "autograder/explorer/explore.h"
#include "autograder/harness/claim.h"
#include "tests/base/explore_claim.h"
#include "tests/base/in_time.h"
#include "tests/base/sleeping.h"
#include "tests/base/together.h"
#include "tests/pool/live_threads.h"
#include "tests/pool/meeting.h"

namespace lockstep {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;
using std::this_thread::sleep_until;

CLAIM(ElasticPool, RefusesWrongNumbers, 4,
      "wrong bounds and an idle time of 0 or less are errors") {
  explore_claim([] {
    const auto make = [](int minimum, int maximum, int idle) {
      EXPECT_THROW(make_elastic_pool(minimum, maximum, milliseconds(idle)), std::invalid_argument)
          << because(
                 "minimum < 0, maximum < 1, maximum < minimum and an idle time of 0 or less "
                 "must throw std::invalid_argument");
    };
    make(-1, 1, 1);
    make(0, 0, 1);
    make(2, 1, 1);
    make(0, 1, 0);
    make(0, 1, -1);
    EXPECT_EQ(make_elastic_pool(2, 2, milliseconds(1))->size(), 2)
        << because("a new pool has as many workers as its minimum");
  });
}

CLAIM(ElasticPool, GrowsAtOnce, 12, "submit starts a worker when more tasks wait than are idle") {
  // The tasks come so fast that the workers may not have begun to run the ones before.
  const auto body = [] {
    Meeting meeting(3);
    auto pool = make_elastic_pool(1, 3, hours(2));
    for (int tasks = 1; tasks <= 3; ++tasks) {
      pool->submit([&] {
        EXPECT_TRUE(meeting.all_come())
            << because("a task waited for another one though there was room to grow");
      });
      EXPECT_EQ(pool->size(), tasks)
          << because("after submit() there is not a worker for each task, or there are too many");
    }
  };
  explore_claim(body, in_time());
}

CLAIM(ElasticPool, NeverBeyondTheMaximum, 10, "there are never more workers than the maximum") {
  const auto body = [] {
    LiveThreads threads;
    std::atomic<int> running{0};
    auto pool = make_elastic_pool(0, 1, hours(2));
    const auto submit = [&] {
      pool->submit([&] {
        threads.see();
        EXPECT_LE(++running, 1) << because("more tasks ran at once than the maximum of workers");
        std::this_thread::yield();
        --running;
      });
      EXPECT_EQ(pool->size(), 1) << because("size() is not the number of workers that may be");
    };
    together(submit, submit);
    pool.reset();
    EXPECT_EQ(threads.seen(), 1) << because("more threads ran tasks than the maximum of workers");
  };
  explore_claim(body, in_time());
}

CLAIM(ElasticPool, UsesIdleWorkers, 9,
      "no worker is started for a task that an idle one can take") {
  const auto body = [] {
    Meeting first(2);
    Meeting second(2);
    auto pool = make_elastic_pool(1, 3, hours(2));
    for (Meeting* meeting : {&first, &second}) {
      for (int i = 0; i < 2; ++i) pool->submit([meeting] { meeting->all_come(); });
      EXPECT_EQ(pool->size(), 2) << because(
          "a worker was started for a task that an idle worker could take, or none was "
          "for one that had to wait");
      std::this_thread::sleep_for(milliseconds(1));  // until both have ended
    }
  };
  explore_claim(body, in_time());
}

CLAIM(ElasticPool, TasksMayWaitForTasks, 8, "a task may wait for its own task if there is room") {
  const auto body = [] {
    std::atomic<int> met{0};
    Meeting meeting(2);
    auto pool = make_elastic_pool(1, 2, hours(2));
    pool->submit([&met, &meeting, same = pool.get()] {
      same->submit([&] { met += meeting.all_come(); });
      met += meeting.all_come();
    });
    pool.reset();
    EXPECT_EQ(met, 2) << because(
        "a task waited for one that it had submitted, and the pool did "
        "not grow, or its destructor did not wait");
  };
  explore_claim(body, in_time());
}

CLAIM(ElasticPool, TasksBeginInOrder, 6,
      "tasks begin in order, and what one throws ends only that one") {
  explore_claim([] {
    std::vector<int> order;  // by the one worker only
    auto pool = make_elastic_pool(1, 1, hours(2));
    for (int task = 0; task < 3; ++task) {
      pool->submit([&order, task] {
        order.push_back(task);
        throw std::runtime_error("dropped");
      });
    }
    EXPECT_EQ(pool->size(), 1) << because("an exception of a task ended a worker");
    pool.reset();
    EXPECT_EQ(order, (std::vector<int>{0, 1, 2}))
        << because("one worker ran tasks in another order than that of their submission");
  });
}

CLAIM(ElasticPool, DestructorRunsEverything, 9,
      "the destructor runs all tasks, also new ones, and ends all threads") {
  explore_claim([] {
    // Shared, because a task may outlive a pool that does not wait.
    const auto ended = std::make_shared<std::atomic<int>>(0);
    auto pool = make_elastic_pool(1, 2, hours(2));
    ElasticPool* same = pool.get();
    for (int i = 0; i < 2; ++i) {
      pool->submit([ended, same] {
        same->submit([ended] { ++*ended; });
        std::this_thread::yield();
        ++*ended;
      });
    }
    pool.reset();
    EXPECT_EQ(*ended, 4) << because("the destructor did not wait for all tasks");
  });
  // The end comes just when the idle time is over.
  explore_claim([] {
    LiveThreads threads;
    auto pool = make_elastic_pool(0, 1, milliseconds(1));
    const auto begin = steady_clock::now();
    pool->submit([&] { threads.see(); });
    sleep_until(begin + milliseconds(1));
    pool.reset();
    EXPECT_EQ(threads.count(), 0) << because(
        "the destructor returned before all threads of the pool had ended");
  });
}

CLAIM(ElasticPool, IdleWorkersSleep, 5, "an idle worker sleeps until there is a task") {
  // Those that wait for the end of their idle time, and one that must stay when it is over.
  for (const auto idle_time : {seconds(4), seconds(1)}) {
    explore_sleep([idle_time] {
      auto pool = make_elastic_pool(1, 2, idle_time);
      for (int i = 0; i < 2; ++i) pool->submit([] {});
      work_long();
    });
  }
}

}  // namespace
}  // namespace lockstep
