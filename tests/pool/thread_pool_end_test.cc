// SPDX-License-Identifier: MIT
// The claims of the exercise `thread_pool` on the end of a pool: close, terminate, join,
// destructor.
#include <atomic>
#include <latch>
#include <memory>
#include <stdexcept>
#include <thread>

#include "autograder/explorer/explore.h"
#include "autograder/harness/claim.h"
#include "lessons/pool/thread_pool.h"
#include "tests/base/explore_few.h"
#include "tests/base/together.h"
#include "tests/pool/live_threads.h"

namespace lockstep {
namespace {

CLAIM(ThreadPool, CloseRefusesNewTasks, 6,
      "a closed pool accepts no task, and runs those that it has accepted") {
  const auto body = [] {
    auto pool = make_thread_pool(1);
    std::atomic<int> runs{0};
    const auto task = [&] { return ++runs; };
    pool->submit(task);
    bool late_accepted = true;
    together([&] { pool->close(); },
             [&] {
               try {
                 pool->submit(task);
               } catch (const std::logic_error&) {
                 late_accepted = false;
               }
             });
    ASSERT_THROW(pool->submit(task), std::logic_error)
        << because("a closed pool accepted a task: it must throw std::logic_error");
    const auto work = [&](int) { return ++runs; };
    EXPECT_THROW(pool->map(work, {1}, 1), std::logic_error)
        << because("a closed pool accepted the tasks of map");
    pool->join();
    EXPECT_EQ(runs, late_accepted ? 2 : 1)
        << because("a task was accepted and not run, or refused and run");
  };
  explore_few(body, {}, 1'000);
}

// Whether a task was dropped; waits for its future.
bool was_dropped(std::future<int>& future) {
  try {
    future.get();
  } catch (const std::future_error& error) {
    return error.code() == std::future_errc::broken_promise;
  } catch (...) {
  }
  return false;
}

CLAIM(ThreadPool, TerminateDropsWhatWaits, 7,
      "terminate drops what has not begun, and who waits for it is told") {
  explore_few([] {
    auto pool = make_thread_pool(1);
    std::latch begun(1);
    std::latch may_end(1);
    std::future<int> running = pool->submit([&] {
      begun.count_down();
      may_end.wait();
      return 1;
    });
    begun.wait();
    std::atomic<int> told{0};
    const auto never = []() -> int {
      ADD_FAILURE() << because("a task that terminate() dropped was run");
      return 0;
    };
    const auto tell = [&](const std::exception_ptr&) {
      ++told;
      pool->submit([] { return 0; });  // the pool is closed: this throws
    };
    std::future<int> dropped = pool->submit(never, {.on_result = {}, .on_error = tell});
    std::future<int> another = pool->submit(never);
    together(
        [&] {
          EXPECT_TRUE(was_dropped(dropped))
              << because("the future of a dropped task must fail with broken_promise");
          EXPECT_EQ(told, 1) << because("the future of a dropped task failed before its on_error");
        },
        [&] {
          EXPECT_NO_THROW(pool->terminate()) << because("what on_error threw left terminate()");
          EXPECT_EQ(told, 1) << because("on_error was not called once for a dropped task");
          EXPECT_TRUE(was_dropped(another))
              << because("the future of a dropped task must fail with broken_promise");
          may_end.count_down();
        });
    EXPECT_EQ(running.get(), 1) << because("terminate() disturbed a task that was running");
    EXPECT_THROW(pool->submit(never), std::logic_error)
        << because("a terminated pool accepted a task");
    pool->join();
  });
}

CLAIM(ThreadPool, MapSurvivesTheEnd, 4, "map ends, with its calls, when the pool is terminated") {
  // The first call ends the pool: of the other chunks some are dropped, and those that map() has
  // not handed in yet are refused.
  explore_few([] {
    auto pool = make_thread_pool(1);
    std::atomic<int> calls{0};
    std::atomic<bool> left{false};
    const auto work = [&](int input) {
      if (++calls == 1) pool->terminate();
      for (int turn = 0; turn < 4; ++turn) std::this_thread::yield();
      EXPECT_FALSE(left) << because("map ended while a call of its function was running");
      return input;
    };
    // Of this type are the error of a dropped chunk and that of a refused one.
    EXPECT_THROW(pool->map(work, {1, 2, 3, 4}, 1), std::logic_error)
        << because("chunks were dropped or refused, and map did not fail");
    left = true;
    pool->join();
    EXPECT_EQ(calls, 1) << because("a chunk that was dropped or refused was done");
  });
}

CLAIM(ThreadPool, JoinWaitsForTheWorkers, 6, "join returns when all workers have ended") {
  explore_few([] {
    LiveThreads threads;
    auto pool = make_thread_pool(2);
    std::atomic<int> ended{0};
    const auto task = [&] {
      threads.see();
      std::this_thread::yield();
      return ++ended;
    };
    ASSERT_THROW(pool->join(), std::logic_error)
        << because("join() without close() or terminate() must throw std::logic_error");
    pool->submit(task);
    pool->submit(task);
    pool->submit(task);
    pool->close();
    const auto join = [&] {
      pool->join();
      EXPECT_EQ(ended, 3) << because("join() returned before all accepted tasks had ended");
      EXPECT_EQ(threads.count(), 0) << because("join() returned before all workers had ended");
    };
    together(join, join);
    pool->join();
  });
}

CLAIM(ThreadPool, DestructorFinishesTheWork, 5,
      "the destructor runs what was accepted and waits for it") {
  explore_few([] {
    // Shared, because a task may outlive a pool that does not wait.
    const auto ended = std::make_shared<std::atomic<int>>(0);
    auto pool = make_thread_pool(1);
    for (int i = 0; i < 2; ++i) {
      pool->submit([ended] {
        std::this_thread::yield();
        return ++*ended;
      });
    }
    pool.reset();
    EXPECT_EQ(*ended, 2) << because("the destructor did not wait for all tasks that were accepted");
  });
}

}  // namespace
}  // namespace lockstep
