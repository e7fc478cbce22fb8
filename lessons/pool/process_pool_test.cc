// SPDX-License-Identifier: MIT
// How a process pool is used. Each case runs in a process of its own, several times: undisturbed,
// and with calls that are interrupted, short reads and writes, and children that stop for a while.
#include "lessons/pool/process_pool.h"

#include <unistd.h>

#include <csignal>

#include "autograder/process/order.h"
#include "autograder/process/trial.h"
#include "gtest/gtest.h"

namespace lockstep {
namespace {

int square(int input) { return input * input; }

TEST(ProcessPool, MapKeepsTheOrder) {
  run_trials([] {
    const auto pool = make_process_pool(square, 2);
    EXPECT_EQ(pool->map({1, 2, 3, 4, 5}), (std::vector<int>{1, 4, 9, 16, 25}));
  });
}

TEST(ProcessPool, CallbacksAreCalledInTheParent) {
  run_trials([] {
    const auto pool = make_process_pool(square, 2);
    int seen = 0;
    pool->apply_async(3, {.on_result = [&](int result) { seen = result; }});
    pool->close();
    pool->join();
    EXPECT_EQ(seen, 9);
  });
}

TEST(ProcessPool, TasksRunSideBySide) {
  run_trials([] {
    Gate first_may_end;
    const auto meet = [&](int input) {
      if (input == 1) first_may_end.pass();
      if (input == 2) first_may_end.open();
      return input;
    };
    const auto pool = make_process_pool(meet, 2);
    EXPECT_EQ(pool->map({1, 2}), (std::vector<int>{1, 2}));
  });
}

TEST(ProcessPool, ADeadWorkerFailsItsTaskAndIsReplaced) {
  run_trials([] {
    const auto dies_of_0 = [](int input) {
      if (input == 0) std::raise(SIGKILL);
      return input;
    };
    const auto pool = make_process_pool(dies_of_0, 1);
    EXPECT_THROW(pool->apply(0), WorkerLost);
    EXPECT_EQ(pool->apply(5), 5);
  });
}

TEST(ProcessPool, TerminateFailsWhatSomebodyWaitsFor) {
  run_trials([] {
    const auto pool = make_process_pool([](int) { return ::pause(); }, 1);
    const auto result = pool->apply_async(1);
    EXPECT_FALSE(result->wait(std::chrono::milliseconds(1)));
    pool->terminate();
    EXPECT_THROW(result->get(), PoolTerminated);
  });
}

}  // namespace
}  // namespace lockstep
