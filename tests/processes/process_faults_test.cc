// SPDX-License-Identifier: MIT
// The claims of the exercise `process` on errors and exceptions. Those on output are in
// process_output_test.cc.
#include <cstdlib>
#include <stdexcept>
#include <system_error>

#include "autograder/harness/claim.h"
#include "autograder/process/order.h"
#include "autograder/process/trial.h"
#include "lessons/processes/process.h"
#include "tests/base/child.h"
#include "tests/processes/text_from.h"

namespace lockstep {
namespace {

bool refuses(const std::function<void()>& call) {
  try {
    call();
    return false;
  } catch (const std::logic_error&) {
    return true;
  }
}

CLAIM(Process, AnExceptionEndsTheChild, 5,
      "an exception ends the child with code 1 and a message") {
  run_trials(
      [] {
        const pid_t owner = ::getpid();
        for (const bool standard : {true, false}) {
          int ends[2];
          ASSERT_EQ(::pipe(ends), 0);
          Process process(
              [&]() -> int {
                ::dup2(ends[1], 2);
                if (standard) throw std::runtime_error("no paper");
                throw 42;
              },
              "printer");
          try {
            process.start();
          } catch (...) {
          }
          if (::getpid() != owner) {
            ADD_FAILURE() << because("an exception led the child into the caller's code");
            ::_exit(1);
          }
          process.join();
          EXPECT_EQ(process.exit_code(), 1) << because("the exit code after an exception is not 1");
          ::close(ends[1]);
          EXPECT_EQ(text_from(ends[0]), std::string("Exception in process printer: ") +
                                            (standard ? "no paper\n" : "unknown\n"))
              << because("the message on standard error is not as the contract has it");
          ::close(ends[0]);
        }
      },
      {.seeds = 0, .trouble = {}});
}

CLAIM(Process, NothingOfTheCallerIsDoneTwice, 4,
      "the child runs no exit function of the caller's") {
  run_trials(
      [] {
        static Notes* notes = nullptr;
        Notes calls;
        notes = &calls;
        std::atexit([] { notes->post(1); });
        for (const bool throws : {false, true}) {
          Process process([&] { return throws ? throw std::runtime_error("expected") : 0; });
          process.start();
          process.join();
          EXPECT_EQ(process.exit_code(), throws ? 1 : 0) << because("the exit code is another");
        }
        EXPECT_FALSE(calls.any()) << because("the child ran a function registered with atexit()");
      },
      {.seeds = 0, .trouble = {}});
}

CLAIM(Process, MisuseIsAnError, 4, "a second start, and a join before the start, are errors") {
  run_trials(
      [] {
        Process process([] { return 3; });
        EXPECT_TRUE(refuses([&] { process.join(); }) &&
                    refuses([&] { process.join_for(std::chrono::nanoseconds(0)); }))
            << because("a join before the start was not refused");
        EXPECT_TRUE(refuses([&] { process.terminate(); }) && refuses([&] { process.kill(); }))
            << because("a signal before the start was not refused");
        process.start();
        EXPECT_TRUE(refuses([&] { process.start(); })) << because("a second start was not refused");
        process.join();
        process.join();
        EXPECT_TRUE(refuses([&] { process.start(); }))
            << because("a start after the end was not refused");
        EXPECT_EQ(process.exit_code(), 3) << because("a refused call changed the exit code");
      },
      {.seeds = 0, .trouble = {}});
}

CLAIM(Process, OnlyTheOwnerMayWait, 4,
      "in another process everything but name, id and run() is an error") {
  run_trials(
      [] {
        Gate gate;
        auto process = std::make_unique<Process>([&] {
          gate.pass();
          return 3;
        });
        process->start();
        auto fresh = std::make_unique<Process>();
        const pid_t stranger = child_of([&] {
          EXPECT_TRUE(refuses([&] { process->join(); }) &&
                      refuses([&] { process->join_for(std::chrono::nanoseconds(0)); }) &&
                      refuses([&] { process->is_alive(); }) &&
                      refuses([&] { process->exit_code(); }))
              << because("a process that is not the owner could ask for the end");
          EXPECT_TRUE(refuses([&] { process->kill(); }) && refuses([&] { fresh->start(); }))
              << because("a process that is not the owner could start or end it");
          process.reset();
          fresh.reset();
          return 0;
        });
        EXPECT_EQ(end_of_child(stranger), 0) << because("a copy could not be destroyed");
        gate.open();
        process->join();
        EXPECT_EQ(process->exit_code(), 3) << because("what a copy did reached the owner");
      },
      {.seeds = 0, .trouble = {}});
}

}  // namespace
}  // namespace lockstep
