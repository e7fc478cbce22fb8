// SPDX-License-Identifier: MIT
// The claims of the exercise `thread_pool` on tasks: who runs them, when, and what becomes of their
// results. Those on callbacks and map() are in thread_pool_map_test.cc, those on the end of a pool
// in thread_pool_end_test.cc.
//
// All run under the explorer, also those with one thread besides the workers: who waits for ever is
// found at once there.
#include "lessons/pool/thread_pool.h"

#include <atomic>
#include <chrono>
#include <stdexcept>
#include <thread>
#include <vector>

#include "autograder/explorer/explore.h"
#include "autograder/harness/claim.h"
#include "tests/base/explore_few.h"
#include "tests/base/in_time.h"
#include "tests/base/sleeping.h"
#include "tests/base/together.h"
#include "tests/pool/live_threads.h"
#include "tests/pool/meeting.h"

namespace lockstep {
namespace {

struct Failure {};

CLAIM(ThreadPool, RefusesWrongNumbers, 3, "a pool has one worker or more, a chunk one input") {
  explore_few([] {
    for (const int workers : {0, -1}) {
      EXPECT_THROW(make_thread_pool(workers), std::invalid_argument)
          << because("a pool with fewer than one worker must throw std::invalid_argument");
    }
    auto pool = make_thread_pool(1);
    for (const int chunk : {0, -1}) {
      EXPECT_THROW(pool->map([](int input) { return input; }, {1}, chunk), std::invalid_argument)
          << because("chunks of fewer than one input must throw std::invalid_argument");
    }
  });
}

CLAIM(ThreadPool, FuturesGetTheResults, 5, "each future gets what its own task returned") {
  explore_few([] {
    auto pool = make_thread_pool(2);
    int written = 0;
    std::future<int> three = pool->submit([&] { return written = 3; });
    std::future<int> four = pool->submit([] { return 4; });
    pool->submit([] { return 5; });  // its future is dropped
    EXPECT_EQ(four.get(), 4) << because("a future has not what its task returned");
    EXPECT_EQ(three.get(), 3) << because("a future has not what its task returned");
    EXPECT_EQ(written, 3) << because("what a task did before it returned was not seen");
  });
}

CLAIM(ThreadPool, ExceptionsReachTheFuture, 5,
      "an exception reaches the future, and the worker goes on") {
  explore_few([] {
    auto pool = make_thread_pool(1);
    std::future<int> failed = pool->submit([]() -> int { throw Failure(); });
    std::future<int> next = pool->submit([] { return 2; });
    EXPECT_THROW(failed.get(), Failure) << because("a future has not what its task threw");
    EXPECT_EQ(next.get(), 2) << because("after an exception the next task was not run");
  });
}

CLAIM(ThreadPool, TasksRunSideBySide, 7, "as many tasks run side by side as there are workers") {
  const auto body = [] {
    auto pool = make_thread_pool(2);
    Meeting meeting(2);
    const auto meet = [&] {
      EXPECT_TRUE(meeting.all_come())
          << because("there are two workers and two tasks, and the tasks did not run side by side");
      return 0;
    };
    std::future<int> one = pool->submit(meet);
    std::future<int> other = pool->submit(meet);
    one.wait();
    other.wait();
  };
  explore_few(body, in_time());
}

CLAIM(ThreadPool, WorkersAreReused, 7, "no more threads than workers, whatever the tasks") {
  explore_few([] {
    LiveThreads threads;
    {
      auto pool = make_thread_pool(2);
      std::atomic<int> running{0};
      const auto submitter = std::this_thread::get_id();
      const auto task = [&] {
        EXPECT_LE(++running, 2) << because("more tasks ran at once than there are workers");
        EXPECT_NE(std::this_thread::get_id(), submitter)
            << because("a task was run by the thread that submitted it, not by a worker");
        threads.see();
        std::this_thread::yield();
        return --running;
      };
      std::vector<std::future<int>> futures;
      for (int i = 0; i < 4; ++i) futures.push_back(pool->submit(task));
      for (std::future<int>& future : futures) future.wait();
      EXPECT_LE(threads.seen(), 2)
          << because("the tasks were run by more threads than there are workers");
    }
  });
}

CLAIM(ThreadPool, TasksBeginInOrder, 5, "tasks begin in the order in which they were submitted") {
  explore_few([] {
    auto pool = make_thread_pool(1);
    std::vector<int> order;  // by the one worker only
    const auto begin = [&](int task) {
      return [&order, task] { return order.push_back(task), 0; };
    };
    pool->submit([] { return std::this_thread::yield(), 0; });
    for (int task = 0; task < 3; ++task) pool->submit(begin(task));
    pool->close();
    pool->join();
    EXPECT_EQ(order, (std::vector<int>{0, 1, 2}))
        << because("one worker ran tasks in another order than that of their submission");
  });
}

CLAIM(ThreadPool, EverySubmitWakesAWorker, 6, "no worker stays idle while tasks wait") {
  // The workers are asleep when the tasks come.
  const auto body = [] {
    auto pool = make_thread_pool(2);
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
    Meeting meeting(3);
    const auto submit = [&] {
      pool->submit([&] {
        EXPECT_TRUE(meeting.all_come())
            << because("a task waited though a worker was idle: its submit() woke nobody");
        return 0;
      });
    };
    together(submit, submit);
    meeting.all_come();
  };
  explore_few(body, in_time());
}

CLAIM(ThreadPool, TasksMaySubmitTasks, 5, "a task may submit tasks, also when all workers run") {
  explore_few([] {
    auto pool = make_thread_pool(1);
    std::future<int> inner;
    std::future<int> outer = pool->submit([&] {
      inner = pool->submit([] { return 2; });
      return 1;
    });
    pool->submit([] { return 3; });  // another one waits when the task submits
    EXPECT_EQ(outer.get(), 1) << because("a future has not what its task returned");
    EXPECT_EQ(inner.get(), 2) << because("a future has not what its task returned");
  });
}

CLAIM(ThreadPool, IdleWorkersSleep, 4, "an idle worker sleeps until there is a task") {
  explore_sleep([] {
    auto pool = make_thread_pool(2);
    work_long();
    EXPECT_EQ(pool->submit([] { return 1; }).get(), 1)
        << because("a future has not what its task returned");
  });
}

}  // namespace
}  // namespace lockstep
