// SPDX-License-Identifier: MIT
// The claims of the exercise `process_pool` on workers: which runs which task, and what becomes of
// them without their parent.
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <memory>
#include <set>
#include <thread>
#include <utility>

#include "autograder/harness/claim.h"
#include "autograder/process/order.h"
#include "autograder/process/trial.h"
#include "tests/base/child.h"
#include "tests/pool/told.h"

namespace lockstep {
namespace {

CLAIM(ProcessPool, WorkersAreReused, 3,
      "a pool of two runs all tasks in the same two processes, which keep what they write") {
  run_trials(
      [] {
        Gate gate;
        int calls = 0;
        const auto counts = [&](int input) {
          if (input == 0) gate.pass();
          ++calls;
          return input == 0 ? static_cast<int>(::getpid()) : calls;
        };
        const auto pool = make_process_pool(counts, 2);
        std::vector<std::shared_ptr<Result>> results;
        for (int i = 0; i < 6; ++i) results.push_back(pool->apply_async(0));
        gate.open();
        std::set<std::string> workers;
        for (const auto& result : results) workers.insert(end_of(result));
        EXPECT_LE(workers.size(), 2u) << because("six tasks ran in more than two processes");
        EXPECT_EQ(workers.count(std::to_string(::getpid())), 0u)
            << because("a task ran in the parent");
        EXPECT_NE(told([&] { return pool->map({1, 1, 1}); }), "1 1 1")
            << because("a worker did not keep what it wrote in the task before");
        EXPECT_EQ(calls, 0) << because("the parent sees what a worker wrote");
      },
      {.seeds = 0, .trouble = {}});
}

CLAIM(ProcessPool, TasksRunSideBySide, 3, "as many tasks run side by side as there are workers") {
  run_trials(
      [] {
        Notes begun;
        Gate gate;
        const auto meets = [&](int input) {
          begun.post(input);
          gate.pass();
          return input;
        };
        const auto pool = make_process_pool(meets, 3);
        std::vector<std::shared_ptr<Result>> results;
        for (int i = 1; i <= 5; ++i) results.push_back(pool->apply_async(i));
        std::set<long> first;
        for (int i = 0; i < 3; ++i) first.insert(begun.take());
        EXPECT_EQ(first, (std::set<long>{1, 2, 3}))
            << because("idle workers did not get the tasks that were submitted first");
        gate.open();
        for (int i = 0; i < 5; ++i) {
          EXPECT_EQ(end_of(results[static_cast<std::size_t>(i)]), std::to_string(i + 1))
              << because("the result is not what the function returned");
        }
      },
      {.seeds = 0, .trouble = {}});
}

CLAIM(ProcessPool, TasksBeginInOrder, 3, "tasks begin in the order in which they were submitted") {
  run_trials(
      [] {
        Notes begun;
        Gate gate;
        const auto pool = make_process_pool(
            [&](int input) {
              if (input == 0) gate.pass();
              return begun.post(input), 0;
            },
            1);
        for (int i = 0; i <= 5; ++i) pool->apply_async(i);  // from 1 on, they wait for the first
        gate.open();
        close_and_join(*pool);
        for (int i = 0; i <= 5; ++i) {
          EXPECT_TRUE(begun.any() && begun.take() == i)
              << because("tasks did not begin in the order in which they were submitted");
        }
      },
      {.seeds = 0, .trouble = {}});
}

CLAIM(ProcessPool, AsManyWorkersAsProcessors, 3,
      "0 workers mean one for each processor, and fewer than 0 are refused") {
  run_trials(
      [] {
        Notes begun;
        Gate gate;
        const auto meets = [&](int) {
          begun.post(0);
          gate.pass();
          return static_cast<int>(::getpid());
        };
        EXPECT_EQ(told([&] { return make_process_pool(meets, -1); }), "not allowed")
            << because("a negative number of workers was not refused");
        const auto pool = make_process_pool(meets);
        const auto processors = std::max(1u, std::thread::hardware_concurrency());
        std::vector<std::shared_ptr<Result>> results;
        for (unsigned i = 0; i < 2 * processors; ++i) results.push_back(pool->apply_async(0));
        for (unsigned i = 0; i < processors; ++i) begun.take();
        gate.open();
        std::set<std::string> workers;
        for (const auto& result : results) workers.insert(end_of(result));
        EXPECT_EQ(workers.size(), processors)
            << because("a pool of the default size has not one worker for each processor");
      },
      {.seeds = 0, .trouble = {}});
}

CLAIM(ProcessPool, AnIdleWorkerGetsTheTask, 2,
      "a worker that has answered gets the next task at once, also before anybody has looked") {
  run_trials(
      [] {
        Notes workers;
        const auto pool = make_process_pool(
            [&](int input) {
              workers.post(::getpid());
              return input;
            },
            1);
        const auto first = pool->apply_async(1);
        await_asleep(static_cast<pid_t>(workers.take()));
        const auto second = pool->apply_async(2);
        workers.take();  // it runs, while the parent is in no call of the pool
        EXPECT_EQ(end_of(second), "2") << because("the result is not what the function returned");
        EXPECT_EQ(end_of(first), "1") << because("the result is not what the function returned");
      },
      {.seeds = 0, .trouble = {}});
}

// Which worker is the middle one is told by its process id. It is replaced, and the new one is
// busy; with a copy of what the parent has of an older or a younger one it would keep that one
// there.
CLAIM(ProcessPool, AnIdleWorkerEndsWithTheParent, 3,
      "when the parent dies idle workers end, though another one still runs its task") {
  run_trials(
      [] {
        Notes workers;
        Notes seen;
        Gate first;
        Gate second;
        const auto function = [&](int input) {
          workers.post(::getpid());
          (input == 1 ? first : second).pass();
          return input;
        };
        make_process_pool(function, 1);
        const pid_t parent = child_of([&] {
          const auto pool = make_process_pool(function, 3);
          std::map<pid_t, std::shared_ptr<Result>> results;
          for (int i = 0; i < 3; ++i) {
            auto result = pool->apply_async(1);
            results[static_cast<pid_t>(workers.take())] = std::move(result);
          }
          const auto middle = std::next(results.begin());
          ::kill(middle->first, SIGKILL);
          EXPECT_EQ(end_of(middle->second), "lost")
              << because("a killed worker's task did not fail");
          const auto goes_on = pool->apply_async(2);
          seen.post(workers.take());
          first.open();
          results.erase(middle);
          for (const auto& [worker, result] : results) {
            EXPECT_EQ(end_of(result), "1") << because("a task has not its result");
            seen.post(worker);
          }
          for (;;) ::pause();
          return 0;
        });
        const auto busy = static_cast<pid_t>(seen.take());
        const auto one = static_cast<pid_t>(seen.take());
        const auto other = static_cast<pid_t>(seen.take());
        kill_child(parent);
        await_end(one);
        await_end(other);
        EXPECT_TRUE(is_running(busy)) << because("a worker ended in the middle of its task");
        second.open();
        await_end(busy);
      },
      {.seeds = 0, .trouble = {}});
}

}  // namespace
}  // namespace lockstep
