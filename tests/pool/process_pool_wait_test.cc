// SPDX-License-Identifier: MIT
// The claims of the exercise `process_pool` on waiting: what holds up nobody, time-outs.
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <thread>

#include "autograder/harness/claim.h"
#include "autograder/process/left_behind.h"
#include "autograder/process/order.h"
#include "autograder/process/trial.h"
#include "tests/base/child.h"
#include "tests/pool/told.h"

namespace lockstep {
namespace {

using namespace std::chrono_literals;

// The kernel gives less than its usual 64 KB to a user who has many pipes.
void make_pipes_small() {
  for (const auto& [fd, what] : process::descriptors_of(::getpid())) {
    if (what.starts_with("pipe:")) ::fcntl(fd, F_SETPIPE_SZ, 4096);
  }
}

CLAIM(ProcessPool, ManyTasksFillNoPipe, 4,
      "a map() of far more tasks than a pipe takes, and of as many results, comes to its end") {
  run_trials(
      [] {
        const auto pool = make_process_pool([](int input) { return input + 1; }, 1);
        make_pipes_small();
        std::vector<int> inputs;
        std::vector<int> expected;
        for (int i = 0; i < 2'200; ++i) {
          inputs.push_back(i);
          expected.push_back(i + 1);
        }
        EXPECT_TRUE(told([&] { return pool->map(inputs); }) == word_for(expected))
            << because("the results of 2,200 tasks are not what the function returned");
      },
      {.seeds = 0, .trouble = {}});
}

CLAIM(ProcessPool, ALongTaskHoldsUpNobody, 3, "while one task takes long, all the others are run") {
  run_trials(
      [] {
        Gate gate;
        const auto function = [&](int input) {
          if (input == 0) gate.pass();
          return input;
        };
        const auto pool = make_process_pool(function, 2);
        const auto held = pool->apply_async(0);
        EXPECT_EQ(told([&] { return pool->map({1, 2, 3, 4}); }), "1 2 3 4")
            << because("a map() did not have its results beside a long task");
        gate.open();
        EXPECT_EQ(end_of(held), "0") << because("the long task has not its result");
      },
      {.seeds = 0, .trouble = {}});
}

CLAIM(ProcessPool, APartOfAnAnswerHoldsUpNobody, 3,
      "while a worker is stopped in the middle of its answer, the tasks of others are run") {
  run_trials(
      [] {
        Notes workers;
        const auto function = [&](int input) {
          if (input > 0) return input;
          workers.post(::getpid());
          throw std::runtime_error(std::string(1'000'000, 'w'));
        };
        const auto pool = make_process_pool(function, 2);
        const auto large = pool->apply_async(0);
        const auto worker = static_cast<pid_t>(workers.take());
        await_asleep(worker);
        ::kill(worker, SIGSTOP);
        await_state(worker, 'T');
        EXPECT_EQ(end_of(*pool, 2), "2") << because("a worker did not have its result");
        EXPECT_EQ(end_of(*pool, 3), "3") << because("a worker did not have its result");
        ::kill(worker, SIGCONT);
        EXPECT_TRUE(end_of(large) == "failed " + std::string(1'000'000, 'w'))
            << because("an answer that came in two parts is not what the function threw");
      },
      {.seeds = 0, .trouble = {}});
}

CLAIM(ProcessPool, WhoWaitsSleeps, 3, "a parent that waits sleeps, and so do idle workers") {
  run_trials(
      [] {
        Notes pids;
        Gate gate;
        const auto function = [&](int input) {
          pids.post(::getpid());
          if (input == 1) gate.pass();
          return input;
        };
        make_process_pool(function, 1);
        const pid_t parent = child_of([&] {
          const auto pool = make_process_pool(function, 2);
          const auto held = pool->apply_async(1);
          EXPECT_EQ(end_of(*pool, 2), "2") << because("a task has not its result");
          EXPECT_EQ(end_of(held), "1") << because("a task has not its result");
          return 0;
        });
        const auto one = static_cast<pid_t>(pids.take());
        const auto other = static_cast<pid_t>(pids.take());
        EXPECT_TRUE(await_asleep({one, other, parent}))
            << because("a process ended while it was to wait");
        gate.open();
        EXPECT_EQ(end_of_child(parent), 0) << because("the parent came to no good end");
      },
      {.seeds = 0, .trouble = {}});
}

CLAIM(ProcessPool, AWaitTakesItsTime, 3,
      "wait() says whether the result is ready, and not before its time is up that it is not") {
  run_trials(
      [] {
        Notes workers;
        Gate gate;
        const auto function = [&](int input) {
          workers.post(::getpid());
          if (input == 1) gate.pass();
          return input;
        };
        const auto pool = make_process_pool(function, 1);
        const auto held = pool->apply_async(1);
        // Several times, as only the wait that is interrupted shows who takes that for the end.
        for (int i = 0; i < 4; ++i) {
          const auto begin = std::chrono::steady_clock::now();
          EXPECT_FALSE(held->wait(5ms)) << because("a result is ready before its task has ended");
          EXPECT_GE(std::chrono::steady_clock::now() - begin, 5ms)
              << because("wait() returned before its time was up");
        }
        EXPECT_FALSE(held->wait(0ms)) << because("a result is ready before its task has ended");
        const auto worker = static_cast<pid_t>(workers.take());
        gate.open();
        await_asleep(worker);
        EXPECT_TRUE(held->wait(0ms)) << because("wait(0) did not find an answer that was there");
        EXPECT_TRUE(held->wait(-1ms)) << because("a result is not ready any more");
        EXPECT_EQ(end_of(held), "1") << because("the result is not what the function returned");
      },
      {.seeds = 3, .trouble = {}});
}

CLAIM(ProcessPool, ATimeOutCountsFromTheCall, 3,
      "a time-out does not begin again when something else happens") {
  run_trials(
      [] {
        constexpr int kTasks = 120;
        Gate gate;
        const auto function = [&](int input) {
          if (input == 1) gate.pass();
          std::this_thread::sleep_for(5ms);
          return input;
        };
        const auto pool = make_process_pool(function, 2);
        const auto held = pool->apply_async(1);
        // Each task of these submits the next. 60 of them take 300 ms or more on any machine. A
        // time-out that each of them begins again ends after the last one, or when the machine
        // stands still for 300 ms.
        int submitted = 0;
        std::function<void(int)> again = [&](int) {
          if (submitted == kTasks) return;
          ++submitted;
          pool->apply_async(2, {.on_result = again, .on_error = nullptr});
        };
        again(2);
        EXPECT_FALSE(held->wait(300ms)) << because("a result is ready before its task has ended");
        EXPECT_LT(submitted, kTasks) << because("a time-out began again when another task ended");
        gate.open();
        close_and_join(*pool);
        EXPECT_EQ(end_of(held), "1") << because("the result is not what the function returned");
      },
      {.seeds = 0, .trouble = {}});
}

}  // namespace
}  // namespace lockstep
