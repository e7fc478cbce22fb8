// SPDX-License-Identifier: MIT
// The claims of the exercise `process_pool` on its end.
#include <signal.h>
#include <unistd.h>

#include "autograder/harness/claim.h"
#include "autograder/process/left_behind.h"
#include "autograder/process/order.h"
#include "autograder/process/trial.h"
#include "tests/base/child.h"
#include "tests/pool/told.h"

namespace lockstep {
namespace {

using namespace std::chrono_literals;

CLAIM(ProcessPool, CloseRefusesAndJoinWaits, 3,
      "a closed pool accepts no task and runs those it has; join() waits for them, when closed") {
  run_trials(
      [] {
        const auto open = make_process_pool([](int input) { return input; }, 1);
        EXPECT_EQ(told([&] { return open->join(), 0; }), "not allowed")
            << because("join() of an open pool threw no std::logic_error");
        open->terminate();
        Gate gate;
        const auto pool = make_process_pool([&](int input) { return gate.pass(), input; }, 2);
        int called = 0;
        std::vector<std::shared_ptr<Result>> results;
        for (int i = 0; i < 5; ++i)
          results.push_back(pool->apply_async(i, {.on_result = [&](int) { ++called; }}));
        pool->close();  // while two tasks run and three wait
        gate.open();
        EXPECT_EQ(told([&] { return pool->apply_async(1); }), "not allowed")
            << because("a closed pool accepted a task");
        EXPECT_EQ(told([&] { return pool->map({1}); }), "not allowed")
            << because("a closed pool accepted a map()");
        EXPECT_EQ(told([&] { return pool->imap({1}); }), "not allowed")
            << because("a closed pool accepted an imap()");
        close_and_join(*pool);
        EXPECT_EQ(called, 5) << because("join() returned before all tasks had ended");
        EXPECT_TRUE(process::children_left().empty()) << because("join() left a worker");
        for (int i = 0; i < 5; ++i) {
          EXPECT_EQ(end_of(results[static_cast<std::size_t>(i)]), std::to_string(i))
              << because("a task that was submitted before close() has not its result");
        }
        close_and_join(*pool);
      },
      {.seeds = 1, .trouble = {}});
}

CLAIM(ProcessPool, TerminateFailsWhatIsNotReady, 3,
      "terminate() kills the workers, and all results that are not ready fail") {
  run_trials(
      [] {
        Notes workers;
        const auto function = [&](int input) {
          if (input == 9) return input;
          ::signal(SIGTERM, SIG_IGN);
          workers.post(::getpid());
          for (;;) ::pause();
        };
        const auto pool = make_process_pool(function, 2);
        const auto ready = pool->apply_async(9);
        EXPECT_TRUE(ready->wait(24h)) << because("a result is not ready after a day");
        std::string calls;
        const Callbacks callbacks = {
            .on_result = nullptr, .on_error = [&](const std::exception_ptr& error) {
              calls += told([&]() -> int { std::rethrow_exception(error); });
              calls += ";";
            }};
        std::vector<std::shared_ptr<Result>> results;
        for (int i = 0; i < 3; ++i) results.push_back(pool->apply_async(i, callbacks));
        const auto one = static_cast<pid_t>(workers.take());
        const auto other = static_cast<pid_t>(workers.take());
        pool->terminate();
        EXPECT_FALSE(is_running(one) || is_running(other) || !process::children_left().empty())
            << because("terminate() left a worker");
        EXPECT_EQ(calls, "terminated;terminated;terminated;")
            << because("terminate() did not call on_error once for each task");
        for (const auto& result : results) {
          EXPECT_EQ(end_of(result), "terminated")
              << because("terminate() did not fail a result that was not ready");
        }
        EXPECT_EQ(end_of(ready), "9") << because("terminate() took away a result that was ready");
        EXPECT_EQ(told([&] { return pool->apply_async(1); }), "not allowed")
            << because("a terminated pool accepted a task");
        pool->terminate();
        close_and_join(*pool);
      },
      {.seeds = 1, .trouble = {}});
}

CLAIM(ProcessPool, TheDestructorTerminates, 3,
      "a pool that is destroyed is terminated without callbacks; results may outlive it") {
  run_trials(
      [] {
        Notes workers;
        auto pool = make_process_pool(
            [&](int) {
              workers.post(::getpid());
              return ::pause();
            },
            1);
        int calls = 0;
        const Callbacks callbacks = {.on_result = nullptr,
                                     .on_error = [&](const std::exception_ptr&) { ++calls; }};
        const auto runs = pool->apply_async(1, callbacks);
        const auto waits = pool->apply_async(2, callbacks);
        const auto worker = static_cast<pid_t>(workers.take());
        pool.reset();
        EXPECT_FALSE(is_running(worker)) << because("the pool is gone, and its worker is not");
        for (const auto& result : {runs, waits}) {
          EXPECT_EQ(end_of(result), "terminated")
              << because("the pool is gone, and a result is not failed");
        }
        EXPECT_EQ(calls, 0) << because("the destructor called a callback");
      },
      {.seeds = 0, .trouble = {}});
}

CLAIM(ProcessPool, OthersAreLeftAlone, 3,
      "the pool takes the status of no other child and runs nothing of the parent's") {
  run_trials(
      [] {
        Gate gate;
        const pid_t ended = child_of([] { return 7; });
        const pid_t runs = child_of([&] {
          gate.pass();
          return 8;
        });
        await_end(ended);
        const auto function = [](int input) {
          if (input == 0) ::raise(SIGKILL);
          return input;
        };
        const pid_t parent = ::getpid();
        const auto pool = make_process_pool(function, 2);
        EXPECT_EQ(end_of(*pool, 0), "lost") << because("a killed worker's task did not fail");
        EXPECT_EQ(end_of(*pool, 1), "1") << because("a task has not its result");
        close_and_join(*pool);
        EXPECT_EQ(::getpid(), parent) << because("a worker went on with the parent's code");
        gate.open();
        EXPECT_EQ(end_of_child(ended), 7) << because("it took the status of another child");
        EXPECT_EQ(end_of_child(runs), 8) << because("it took the status of another child");
      },
      {.seeds = 0, .trouble = {}});
}

}  // namespace
}  // namespace lockstep
