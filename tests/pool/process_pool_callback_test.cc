// SPDX-License-Identifier: MIT
// The claims of the exercise `process_pool` on callbacks.
#include <unistd.h>

#include "autograder/harness/claim.h"
#include "autograder/process/order.h"
#include "autograder/process/trial.h"
#include "tests/pool/told.h"

namespace lockstep {
namespace {

CLAIM(ProcessPool, CallbacksRunInTheParent, 3,
      "one callback is called for each task, in the parent, before the result is ready") {
  run_trials(
      [] {
        const auto function = [](int input) {
          if (input == 0) throw std::runtime_error("zero");
          return input;
        };
        const pid_t parent = ::getpid();
        const auto pool = make_process_pool(function, 2);
        std::string calls;
        const auto both = [&](const std::string& name) {
          return Callbacks{
              .on_result =
                  [&calls, name, parent](int result) {
                    calls += name + " " + std::to_string(result) + ";";
                    EXPECT_EQ(::getpid(), parent) << because("a callback ran in a worker");
                  },
              .on_error =
                  [&calls, name](const std::exception_ptr& error) {
                    calls += name + " " + told([&]() -> int { std::rethrow_exception(error); });
                    calls += ";";
                  }};
        };
        const auto good = pool->apply_async(3, both("good"));
        EXPECT_EQ(end_of(good), "3") << because("the result is not what the function returned");
        EXPECT_EQ(calls, "good 3;") << because("a result was ready, and on_result not called once");
        calls.clear();
        const auto bad = pool->apply_async(0, both("bad"));
        EXPECT_EQ(end_of(bad), "failed zero") << because("the error did not come back");
        EXPECT_EQ(calls, "bad failed zero;") << because("on_error was not called once");
        calls.clear();
        pool->apply_async(4, both("dropped"));
        close_and_join(*pool);
        EXPECT_EQ(calls, "dropped 4;") << because("on_result was not called by the end of join()");
      },
      {.seeds = 0, .trouble = {}});
}

CLAIM(ProcessPool, ACallbackThatThrowsHarmsNobody, 3,
      "a callback that throws harms neither its own result nor any other") {
  run_trials(
      [] {
        Notes submitted;
        const auto function = [&](int input) {
          // No callback before all are submitted: it is always a waiting call that makes them.
          if (input == 1) submitted.take();
          if (input == 0) throw std::runtime_error("zero");
          return input;
        };
        const auto pool = make_process_pool(function, 1);
        int called = 0;
        const Callbacks throwing = {
            .on_result = [](int) { throw std::runtime_error("on_result"); },
            .on_error = [](const std::exception_ptr& error) { std::rethrow_exception(error); }};
        const auto good = pool->apply_async(1, throwing);
        const auto bad = pool->apply_async(0, throwing);
        const auto last = pool->apply_async(2, {.on_result = [&](int) { ++called; }});
        submitted.post(0);
        EXPECT_EQ(end_of(last), "2") << because("callbacks threw, and a later result is lost");
        EXPECT_EQ(called, 1) << because("callbacks threw, and a later one was not called");
        EXPECT_EQ(end_of(good), "1") << because("on_result threw, and its result is lost");
        EXPECT_EQ(end_of(bad), "failed zero") << because("on_error threw, and its error is lost");
        close_and_join(*pool);
      },
      {.seeds = 0, .trouble = {}});
}

CLAIM(ProcessPool, OneCallbackAtATime, 3,
      "a callback may submit a task; no callback is called within another one") {
  run_trials(
      [] {
        Notes workers;
        Gate both_are_submitted;
        const auto pool = make_process_pool(
            [&](int input) {
              both_are_submitted.pass();
              workers.post(::getpid());
              return input;
            },
            2);
        int inside = 0;
        std::shared_ptr<Result> more;
        const auto callback = [&](int input) {
          EXPECT_EQ(inside++, 0) << because("a callback was called within another one");
          if (input < 3) more = pool->apply_async(3);
          --inside;
        };
        const auto one = pool->apply_async(1, {.on_result = callback});
        const auto two = pool->apply_async(2, {.on_result = callback});
        both_are_submitted.open();
        for (int i = 0; i < 2; ++i) await_asleep(static_cast<pid_t>(workers.take()));
        EXPECT_EQ(end_of(two), "2") << because("the result is not what the function returned");
        EXPECT_EQ(end_of(one), "1") << because("the result is not what the function returned");
        EXPECT_EQ(end_of(more), "3") << because("a task that a callback submitted was not run");
      },
      {.seeds = 0, .trouble = {}});
}

CLAIM(ProcessPool, AClosingCallbackTakesNothingBack, 2,
      "when a callback closes the pool within a map(), all the inputs of this are run") {
  run_trials(
      [] {
        Notes workers;
        const auto pool = make_process_pool(
            [&](int input) {
              workers.post(::getpid());
              return input;
            },
            1);
        pool->apply_async(1, {.on_result = [&](int) { pool->close(); }});
        await_asleep(static_cast<pid_t>(workers.take()));
        EXPECT_EQ(told([&] { return pool->map({2, 3}); }), "2 3")
            << because("a callback closed the pool within a map(), which has not all its results");
        EXPECT_EQ(told([&] { return pool->apply_async(4); }), "not allowed")
            << because("a callback closed the pool, and it accepted a task");
      },
      {.seeds = 0, .trouble = {}});
}

}  // namespace
}  // namespace lockstep
