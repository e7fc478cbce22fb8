// SPDX-License-Identifier: MIT
// The explorer: runs a body of threaded code under many schedules, one thread at a time, with
// ThreadSanitizer on. The code under test is unchanged: std::thread, std::mutex, atomics, futexes.
//
//   TEST(Semaphore, ReleaseLetsOneWaiterGo) {
//     explore([] {
//       Semaphore semaphore(0);
//       std::thread waiter([&] { semaphore.acquire(); });
//       semaphore.release();
//       waiter.join();
//     });
//   }
//
// The body is called once for each schedule, so it must build all that it uses. A run is a function
// of (program, strategy, seed) alone: time is virtual, and statics of the student's objects are put
// back before each run (link them between :state_begin and :state_end). What a failing schedule
// was is told, and `--schedule=<it>` on the command line, or LOCKSTEP_SCHEDULE in the environment,
// runs only that one and prints its trace.
//
// Besides, the environment may hold
//   LOCKSTEP_SCHEDULES=1000000  the budget of every exploration, whatever its options say: for long
//                               runs. total_steps does not count then; each exploration says on
//                               stderr what was run, or at which schedule it failed.
//   LOCKSTEP_FIRST_SEED=1000    the first seed of every exploration, likewise
//   LOCKSTEP_REPEATS=1          how often a schedule is replayed (64): TSan may miss a race once
//   LOCKSTEP_SWITCH=kernel      switches by the kernel, for debuggers
//   LOCKSTEP_FSGSBASE=no        as on a machine without it: see core/context.h
//
// Not thread-safe, and not to be called within a body. A thread that blocks in anything but the
// modelled functions (a pipe, another process) blocks the run: see README.md.
#pragma once

#include <functional>

#include "autograder/explorer/options.h"
#include "autograder/explorer/result.h"

namespace lockstep::explorer {

// Runs schedules until one fails or the budget is used up. When a run is stuck its threads are
// given up and what they own leaks; the process goes on. Throws std::invalid_argument if the
// options, or what the command line or the environment asks for, mean nothing.
Result explore_result(const std::function<void()>& body, const Options& options = {});

// The same, and tells the test framework: a failure if the outcome is not "passed". With GoogleTest
// this needs :gtest; in a program of its own, a failure ends the process with status 1. Does
// nothing in a test that has failed: what it would find may only follow from that.
void explore(const std::function<void()>& body, const Options& options = {});

// Called with each result of explore() before the framework is told. One listener; null: none. With
// one, the trace of a replay is in the result only, and not printed.
void set_outcome_listener(std::function<void(const Result&)> listener);

// For a test framework's glue. `failures` counts the checks that failed so far: if it grew in a
// run, that is a wrong result. `describe` says which. `report` is told what failed. `test_failed`
// says whether the present test has.
struct Framework {
  uint64_t (*failures)() = nullptr;
  std::string (*describe)() = nullptr;
  void (*report)(const Result& result) = nullptr;
  bool (*test_failed)() = nullptr;
};
void set_framework(const Framework& framework);

// Explorations of a test are numbered from 1, so that a schedule can say which one it means.
void restart_numbering();

// For those who run a body in another way (autograder/process): the number of the next exploration,
// whether the present test has failed, and telling what was found as explore() does.
int next_number();
bool test_has_failed();
void tell_result(const Result& result);

// Where a body runs in a process of its own, the listener is called there when the body has ended.
void set_body_end_listener(void (*listener)());
void tell_body_end();

}  // namespace lockstep::explorer
