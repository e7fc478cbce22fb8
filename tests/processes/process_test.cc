// SPDX-License-Identifier: MIT
// The claims of the exercise `process` on what runs.
#include "lessons/processes/process.h"

#include <unistd.h>

#include "autograder/harness/claim.h"
#include "autograder/process/order.h"
#include "autograder/process/trial.h"

namespace lockstep {
namespace {

// Its exit code is 21 in a child of the process that made it, and 22 elsewhere.
class Subclass : public Process {
 public:
  int run() override { return ::getppid() == owner_ ? 21 : 22; }

 private:
  pid_t owner_ = ::getpid();
};

CLAIM(Process, RunsInAChild, 5, "a callable or a subclass runs in a child of the caller") {
  run_trials(
      [] {
        const pid_t owner = ::getpid();
        int number = 1;
        Process callable([&] {
          number = 2;
          return ::getppid() == owner ? 11 : 12;
        });
        Subclass subclass;
        Process nothing;
        for (Process* process : {&callable, static_cast<Process*>(&subclass), &nothing}) {
          process->start();
          process->join();
        }
        EXPECT_EQ(callable.exit_code(), 11)
            << because("the callable did not run in a child of the caller");
        EXPECT_EQ(number, 1) << because("the caller sees what the process wrote");
        EXPECT_EQ(subclass.exit_code(), 21)
            << because("run() of the subclass did not run in a child of the caller");
        EXPECT_EQ(nothing.exit_code(), 0) << because("without a function the exit code is 0");
      },
      {.seeds = 0, .trouble = {}});
}

CLAIM(Process, RunIsAPlainCall, 4, "run() called directly runs here and starts nothing") {
  run_trials(
      [] {
        pid_t ran_in = 0;
        Process process([&] {
          ran_in = ::getpid();
          return 300;
        });
        EXPECT_EQ(process.run(), 300) << because("run() did not return what the function returns");
        EXPECT_EQ(ran_in, ::getpid()) << because("run() did not run in the caller's process");
        ASSERT_TRUE(process.pid() == 0 && !process.is_alive() && !process.exit_code())
            << because("run() started the process");
        Process throws([]() -> int { throw 42; });
        EXPECT_THROW(throws.run(), int) << because("run() kept the exception from its caller");
        process.start();
        process.join();
        EXPECT_EQ(process.exit_code(), 300 - 256) << because("run() used up the start");
      },
      {.seeds = 0, .trouble = {}});
}

CLAIM(Process, TenRunSideBySide, 4, "ten that are started and then joined run side by side") {
  run_trials(
      [] {
        Notes notes;
        Gate gate;
        std::vector<std::unique_ptr<Process>> ten;
        for (int number = 0; number < 10; ++number) {
          ten.push_back(std::make_unique<Process>([&notes, &gate, number] {
            notes.post(number);
            gate.pass();
            return number;
          }));
          ten.back()->start();
        }
        for (int number = 0; number < 10; ++number) notes.take();
        for (const auto& process : ten) {
          EXPECT_TRUE(process->is_alive()) << because("a process that waits is not alive");
        }
        gate.open();
        for (int number = 0; number < 10; ++number) {
          ten[static_cast<size_t>(number)]->join();
          EXPECT_EQ(ten[static_cast<size_t>(number)]->exit_code(), number)
              << because("a process has the exit code of another");
        }
      },
      {.seeds = 1, .trouble = {}});
}

CLAIM(Process, TheExitCodeIsWhatRunReturned, 4,
      "the exit code is the lowest 8 bits of the result") {
  run_trials(
      [] {
        for (const int result : {0, 3, 255, 256, -1}) {
          Process process([&] { return result; });
          EXPECT_EQ(process.exit_code(), std::nullopt)
              << because("a process that was not started has an exit code");
          process.start();
          process.join();
          EXPECT_EQ(process.exit_code(), result & 255)
              << because("the exit code is not what run() returned");
        }
      },
      {.seeds = 0, .trouble = {}});
}

CLAIM(Process, NamesAndIds, 4, "name and id are known to both sides; names count from 1") {
  run_trials(
      [] {
        Process one, own(nullptr, "clock"), two;
        EXPECT_TRUE(one.name() == "Process-1" && own.name() == "clock" && two.name() == "Process-2")
            << because("a name is not as the contract has it");
        Process* self = nullptr;
        Process process([&] { return self->pid() == ::getpid() && self->name() == "me" ? 1 : 2; },
                        "me");
        self = &process;
        EXPECT_EQ(process.pid(), 0) << because("a process that was not started has an id");
        process.start();
        EXPECT_NE(state_of(process.pid()), 'X') << because("pid() is not the id of the process");
        process.join();
        EXPECT_EQ(process.exit_code(), 1) << because("the child does not know its own id and name");
        EXPECT_GT(process.pid(), 0) << because("a process that has ended lost its id");
      },
      {.seeds = 0, .trouble = {}});
}

}  // namespace
}  // namespace lockstep
