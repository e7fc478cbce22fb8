// SPDX-License-Identifier: MIT
// The claims of the exercise `process_pool` on workers that die.
#include <signal.h>
#include <unistd.h>

#include "autograder/harness/claim.h"
#include "autograder/process/no_trouble.h"
#include "autograder/process/order.h"
#include "autograder/process/trial.h"
#include "autograder/runner/asleep.h"
#include "tests/base/child.h"
#include "tests/pool/told.h"

namespace lockstep {
namespace {

CLAIM(ProcessPool, ADeadWorkerFailsItsTask, 4,
      "a worker that ends in the middle of its task, however, fails this task and no other") {
  run_trials(
      [] {
        Gate gate;
        const auto function = [&](int input) {
          if (input == -1) ::raise(SIGKILL);
          if (input == -2) ::raise(SIGTERM);
          if (input == -3) ::_exit(0);
          if (input == 1) gate.pass();
          return input;
        };
        const auto pool = make_process_pool(function, 2);
        const auto held = pool->apply_async(1);
        const auto first = pool->apply_async(-1);
        const auto next = pool->apply_async(2);
        EXPECT_EQ(end_of(first), "lost") << because("the task of a killed worker did not fail");
        EXPECT_EQ(end_of(next), "2") << because("a worker was killed, and the next task failed");
        EXPECT_EQ(end_of(*pool, -2), "lost") << because("the task of a killed worker did not fail");
        EXPECT_EQ(end_of(*pool, -3), "lost")
            << because("the task of a worker that called _exit(0) did not fail");
        gate.open();
        EXPECT_EQ(end_of(held), "1") << because("one worker died, and the task of another failed");
        close_and_join(*pool);
      },
      {.seeds = 1, .trouble = {}});
}

CLAIM(ProcessPool, ADeadWorkerIsReplaced, 3, "there are as many workers after a death as before") {
  run_trials(
      [] {
        Gate gate;
        const auto function = [&](int input) {
          if (input == 0) ::raise(SIGKILL);
          if (input == 1) gate.pass();
          if (input == 2) gate.open();
          return input;
        };
        const auto pool = make_process_pool(function, 2);
        for (int i = 0; i < 3; ++i) {
          EXPECT_EQ(end_of(*pool, 0), "lost") << because("a killed worker's task did not fail");
        }
        EXPECT_EQ(told([&] { return pool->map({1, 2}); }), "1 2")
            << because("two tasks did not run side by side after deaths");
      },
      {.seeds = 0, .trouble = {}});
}

CLAIM(ProcessPool, ADeathAtAnyMoment, 3,
      "a worker may die at any moment: at most one task fails, and all goes on") {
  const int deaths = kill_at_each_call("1.1", [] {
    const auto pool = make_process_pool([](int input) { return input; }, 2);
    std::vector<std::shared_ptr<Result>> results;
    int lost = 0;
    for (int i = 0; i < 2; ++i) results.push_back(pool->apply_async(i + 5));
    for (int i = 0; i < 3; ++i) {
      // The last one is submitted when the others have ended.
      if (i == 2) results.push_back(pool->apply_async(i + 5));
      const std::string end = end_of(results.at(static_cast<std::size_t>(i)));
      lost += end == "lost" ? 1 : 0;
      EXPECT_TRUE(end == "lost" || end == std::to_string(i + 5))
          << because("a worker died, and a task has neither its result nor WorkerLost");
    }
    EXPECT_LE(lost, 1) << because("one worker died, and more than one task failed");
    close_and_join(*pool);
  });
  EXPECT_GT(deaths, 1) << because("the first child that a pool makes is no worker");
}

CLAIM(ProcessPool, APartOfAnAnswerIsNoAnswer, 3,
      "a worker that dies in the middle of its answer fails its task") {
  run_trials(
      [] {
        Notes workers;
        const auto function = [&](int input) {
          if (input > 0) return input;
          workers.post(::getpid());
          throw std::runtime_error(std::string(1'000'000, 'w'));
        };
        const auto pool = make_process_pool(function, 1);
        const auto large = pool->apply_async(0);
        const auto worker = static_cast<pid_t>(workers.take());
        await_asleep(worker);
        ::kill(worker, SIGKILL);
        await_end(worker);
        const std::string end = end_of(large);
        EXPECT_TRUE(end == "lost" || end == "failed " + std::string(1'000'000, 'w'))
            << because("a part of an answer was taken for an answer");
        EXPECT_EQ(end_of(*pool, 2), "2")
            << because("a part of an answer was left for the next task");
      },
      {.seeds = 0, .trouble = {}});
}

// Whether a process that sleeps does so with a part of its answer, which did not fit.
bool is_writing(pid_t process) {
  const process::NoTrouble aside;
  Asleep asleep;
  asleep.look({process});
  return asleep.look({process}).find("writing") != std::string::npos;
}

// The answer is long, so that hardly anybody gets all of it by one read.
CLAIM(ProcessPool, AnAnswerOutlivesItsWorker, 3,
      "a worker that dies after its task fails nothing, though nobody has looked yet") {
  run_trials(
      [] {
        Notes workers;
        Gate both_are_submitted[2];
        const std::string words(60'000, 'w');
        const auto function = [&](int input) {
          if (input < 2) both_are_submitted[input].pass();
          workers.post(::getpid());
          if (input < 2) throw std::runtime_error(words);
          return static_cast<int>(::getpid());
        };
        const auto pool = make_process_pool(function, 1);
        for (int i = 0; i < 2; ++i) {
          const auto first = pool->apply_async(i);
          const auto second = pool->apply_async(2);
          both_are_submitted[i].open();
          const auto worker = static_cast<pid_t>(workers.take());
          await_asleep(worker);
          const bool is_answered = !is_writing(worker);
          ::kill(worker, SIGKILL);
          await_end(worker);
          EXPECT_TRUE(!is_answered || end_of(first) == "failed " + words)
              << because("a worker died after its task, and the task has not its result");
          const std::string end = end_of(second);
          EXPECT_TRUE(workers.any() && end == std::to_string(workers.take()))
              << because("a worker died after its task, and the next task failed");
        }
      },
      {.seeds = 3, .trouble = {}});
}

// Tells who it is, and goes to sleep again in the pool.
int tell_pid(Notes& workers) {
  workers.post(::getpid());
  return static_cast<int>(::getpid());
}

CLAIM(ProcessPool, ADeadIdleWorkerGetsNoTask, 3,
      "a task that is submitted after an idle worker has died gets a new one") {
  run_trials(
      [] {
        Notes workers;
        const auto pool = make_process_pool([&](int) { return tell_pid(workers); }, 1);
        for (int i = 0; i < 2; ++i) {
          EXPECT_NE(end_of(*pool, 1), "lost") << because("the task failed of a worker that lives");
          const auto worker = static_cast<pid_t>(workers.take());
          ::kill(worker, SIGKILL);
          await_end(worker);
          const std::string next = end_of(*pool, 2);
          EXPECT_TRUE(workers.any() && next == std::to_string(workers.take()) &&
                      next != std::to_string(worker))
              << because("an idle worker died, and a later task failed");
        }
      },
      {.seeds = 1, .trouble = {}});
}

}  // namespace
}  // namespace lockstep
