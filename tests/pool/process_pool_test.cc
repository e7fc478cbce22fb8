// SPDX-License-Identifier: MIT
// The claims of the exercise `process_pool` on tasks and their results.
#include <unistd.h>

#include <climits>
#include <set>

#include "autograder/harness/claim.h"
#include "autograder/process/order.h"
#include "autograder/process/trial.h"
#include "tests/pool/told.h"

namespace lockstep {
namespace {

CLAIM(ProcessPool, ResultsComeBack, 3, "what the function returns for an input is its result") {
  run_trials(
      [] {
        const auto pool = make_process_pool([](int input) { return ~input; }, 2);
        EXPECT_EQ(end_of(*pool, 0), "-1") << because("apply() did not bring back the result");
        const auto result = pool->apply_async(INT_MAX);
        pool->apply_async(3);  // nobody wants this one
        const auto other = pool->apply_async(INT_MIN);
        EXPECT_EQ(end_of(other), std::to_string(INT_MAX))
            << because("the result is not what the function returned");
        for (int i = 0; i < 2; ++i) {
          EXPECT_EQ(end_of(result), std::to_string(INT_MIN))
              << because("the result is not what the function returned");
        }
        close_and_join(*pool);
      },
      {.seeds = 2, .trouble = {}});
}

CLAIM(ProcessPool, MapKeepsTheOrder, 3, "map() returns the results in the order of the inputs") {
  run_trials(
      [] {
        Gate gate;
        const auto first_comes_last = [&](int input) {
          if (input == 1) gate.pass();
          if (input == 4) gate.open();
          return input * 10;
        };
        const auto pool = make_process_pool(first_comes_last, 2);
        EXPECT_EQ(told([&] { return pool->map({1, 2, 3, 4}); }), "10 20 30 40")
            << because("the results of map() are not in the order of its inputs");
        EXPECT_EQ(told([&] { return pool->map({}); }), "")
            << because("map() of no inputs has no results");
      },
      {.seeds = 1, .trouble = {}});
}

CLAIM(ProcessPool, MapWaitsForAllAndThrowsTheFirstError, 3,
      "map() ends when all its tasks have, and throws the error of the first input that failed") {
  run_trials(
      [] {
        Gate gate;
        Notes ran;
        // The first comes last, or the second does.
        const auto fails = [&](int input) {
          if (input == 1 || input == -2) gate.pass();
          if (input == 4 || input == -4) gate.open();
          ran.post(input);
          if (input != 2 && input != 4) throw std::runtime_error(std::to_string(input));
          return input;
        };
        for (const int sign : {1, -1}) {
          gate = Gate();
          const auto pool = make_process_pool(fails, 2);
          EXPECT_EQ(told([&] { return pool->map({sign, 2 * sign, 3 * sign, 4 * sign}); }),
                    "failed " + std::to_string(sign))
              << because("map() did not throw the error of the first input that failed");
          std::set<long> inputs;
          while (ran.any()) inputs.insert(ran.take());
          EXPECT_EQ(inputs.size(), 4u) << because("map() threw before all its tasks had ended");
        }
      },
      {.seeds = 0, .trouble = {}});
}

CLAIM(ProcessPool, ImapGivesEachInTurn, 3,
      "imap() gives the results in order, each when it is there, an error in its turn") {
  run_trials(
      [] {
        Gate gate;
        const auto function = [&](int input) {
          if (input == 3) gate.pass();
          if (input == 2) throw std::runtime_error("no two");
          return input;
        };
        const auto pool = make_process_pool(function, 2);
        const auto results = pool->imap({1, 2, 3, 4});
        const auto next = [&] { return told([&] { return results->next(); }); };
        EXPECT_EQ(next(), "1") << because("next() is not the result of the first input");
        EXPECT_EQ(next(), "failed no two") << because("next() did not throw the error in its turn");
        gate.open();
        EXPECT_EQ(next(), "3") << because("next() did not go on after an error");
        EXPECT_EQ(next(), "4") << because("next() is not the result of the last input");
        for (int i = 0; i < 2; ++i) {
          EXPECT_EQ(next(), "no more") << because("next() gave more results than there are inputs");
        }
      },
      {.seeds = 0, .trouble = {}});
}

CLAIM(ProcessPool, ExceptionsComeBack, 3,
      "an exception that leaves the function comes back with its words; the worker goes on") {
  run_trials(
      [] {
        const auto throws = [](int input) -> int {
          if (input < 0) throw 42;
          if (input == 7) return ::getpid();
          throw std::runtime_error(std::string(static_cast<std::size_t>(input), 'w'));
        };
        const auto pool = make_process_pool(throws, 1);
        const std::string worker = end_of(*pool, 7);
        EXPECT_EQ(end_of(*pool, 0), "failed ")
            << because("an exception without words was not told");
        EXPECT_EQ(end_of(*pool, -1), "failed unknown")
            << because("an exception that is no std::exception was not told");
        EXPECT_TRUE(end_of(*pool, 300'000) == "failed " + std::string(300'000, 'w'))
            << because("300,000 bytes of words did not come back");
        EXPECT_EQ(end_of(*pool, 7), worker) << because("an exception ended the worker");
      },
      {.seeds = 1, .trouble = {}});
}

}  // namespace
}  // namespace lockstep
