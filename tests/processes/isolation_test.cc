// SPDX-License-Identifier: MIT
// The claims of the exercise `isolation` on what comes back and what does not.
#include <fcntl.h>
#include <signal.h>

#include <cstdio>
#include <cstdlib>

#include "autograder/harness/claim.h"
#include "autograder/process/order.h"
#include "autograder/process/trial.h"
#include "tests/base/child.h"
#include "tests/processes/isolated.h"
#include "tests/processes/text_from.h"

namespace lockstep {
namespace {

std::string every_byte() {
  std::string bytes;
  for (int byte = 0; byte < 256; ++byte) bytes += static_cast<char>(byte);
  return bytes;
}

// Each trial costs some ten milliseconds.
const TrialOptions kSomeTrials{.seeds = 5, .trouble = {}};

CLAIM(Isolation, TheResultComesBack, 8, "what the function returns comes back, byte for byte") {
  run_trials(
      [] {
        for (const std::string& result : {std::string("yes"), std::string(), every_byte()}) {
          EXPECT_EQ(isolated([&] { return result; }), "returned " + result)
              << because("the result is not what the function returned");
        }
      },
      kSomeTrials);
}

CLAIM(Isolation, LargeResultsArrive, 10, "a result that is larger than a pipe comes back whole") {
  std::string large;
  while (large.size() < 300'000) large += every_byte();
  run_trials(
      [&] {
        EXPECT_TRUE(isolated([&] { return large; }) == "returned " + large)
            << because("a result of 300,000 bytes is not what the function returned");
      },
      kSomeTrials);
}

CLAIM(Isolation, RunsInACopy, 5, "the function runs in a child, and its writes stay there") {
  run_trials(
      [] {
        const pid_t caller = ::getpid();
        int number = 1;
        Notes notes;  // a pipe of the caller's
        for (int round = 0; round < 2; ++round) {
          const auto work = [&] {
            EXPECT_NE(::getpid(), caller) << because("the function ran in the caller's process");
            EXPECT_EQ(::getppid(), caller) << because("the process is no child of the caller's");
            EXPECT_EQ(number, 5 + round) << because("the process is no copy made at the call");
            notes.post(number);
            return std::to_string(++number);
          };
          number = 5 + round;
          EXPECT_EQ(isolated(work), "returned " + std::to_string(6 + round))
              << because("the function did not see its own write");
          EXPECT_TRUE(notes.any() && notes.take() == 5 + round)
              << because("the function did not have the caller's descriptors");
          EXPECT_EQ(number, 5 + round) << because("the caller sees what the function wrote");
        }
      },
      {.seeds = 0, .trouble = {}});
}

// Which signals a process blocks and handles, in a way that may be compared.
std::string ways_of_signals() {
  std::string ways;
  sigset_t blocked;
  ::sigprocmask(SIG_BLOCK, nullptr, &blocked);
  for (int signal = 1; signal < SIGRTMIN; ++signal) {
    struct sigaction action = {};
    ::sigaction(signal, nullptr, &action);
    ways += ::sigismember(&blocked, signal) == 1 ? "blocked " : "open ";
    ways += action.sa_handler == SIG_DFL   ? "default "
            : action.sa_handler == SIG_IGN ? "off "
                                           : "on ";
  }
  return ways;
}

CLAIM(Isolation, SignalsAreAsInTheCaller, 3,
      "the function finds the signal mask and the handlers of the caller") {
  run_trials(
      [] {
        sigset_t some;
        sigset_t before;
        ::sigemptyset(&some);
        ::sigaddset(&some, SIGUSR1);
        ::sigprocmask(SIG_BLOCK, &some, &before);
        const std::string ways = ways_of_signals();
        EXPECT_EQ(isolated(ways_of_signals), "returned " + ways)
            << because("a signal is blocked or handled in another way than in the caller");
        EXPECT_EQ(ways_of_signals(), ways) << because("the call changed the caller's signals");
        ::sigprocmask(SIG_SETMASK, &before, nullptr);
      },
      {.seeds = 0, .trouble = {}});
}

CLAIM(Isolation, NothingOfTheCallerIsDoneTwice, 8,
      "the caller's code, its exit functions and its buffered output are done once") {
  run_trials(
      [] {
        int ends[2];
        ASSERT_EQ(::pipe2(ends, O_CLOEXEC), 0);
        FILE* const paper = ::fdopen(ends[1], "w");
        const pid_t caller = ::getpid();
        const auto must_be_the_caller = [caller](const char* words) {
          if (::getpid() == caller) return;
          ADD_FAILURE() << because(words);
          ::_exit(0);
        };
        static const auto* must_be = &must_be_the_caller;
        std::atexit([] { (*must_be)("the child ran a function registered with atexit()"); });
        std::fputs("once", paper);  // stays in the buffer of the stream
        isolated([] { return std::string(); });
        must_be_the_caller("the child went on with the caller's code");
        isolated([]() -> std::string { throw std::runtime_error(""); });
        must_be_the_caller("an exception led the child into the caller's code");
        isolated([]() -> std::string { throw 42; });
        must_be_the_caller("an exception led the child into the caller's code");
        std::fclose(paper);
        EXPECT_EQ(text_from(ends[0]), "once")
            << because("output that the caller had buffered was not written once");
        ::close(ends[0]);
      },
      {.seeds = 0, .trouble = {}});
}

CLAIM(Isolation, OtherChildrenAreLeftAlone, 8, "it waits for its own child and for no other") {
  run_trials(
      [] {
        Gate gate;
        const pid_t ended = child_of([] { return 7; });
        const pid_t runs = child_of([&] {
          gate.pass();
          return 8;
        });
        await_end(ended);
        EXPECT_EQ(isolated([] { return std::string("yes"); }), "returned yes")
            << because("the result is not what the function returned");
        gate.open();
        EXPECT_EQ(end_of_child(ended), 7) << because("it took the status of another child");
        EXPECT_EQ(end_of_child(runs), 8) << because("it took the status of another child");
      },
      {.seeds = 2, .trouble = {}});
}

CLAIM(Isolation, SleepsUntilTheChildHasEnded, 8,
      "the caller sleeps until the child has ended; a stop is no end") {
  run_trials(
      [] {
        Notes notes;
        const pid_t caller = child_of([&] {
          const std::string result = isolated([&] {
            notes.post(::getpid());
            ::raise(SIGSTOP);
            return std::string("yes");
          });
          EXPECT_EQ(result, "returned yes")
              << because("the child was stopped, and its result is lost");
          return 0;
        });
        const auto worker = static_cast<pid_t>(notes.take());
        EXPECT_TRUE(await_state(worker, 'T')) << because("a child that stopped was ended");
        EXPECT_TRUE(worker != caller && await_asleep(caller))
            << because("the call ended while the child was stopped");
        ::kill(worker, SIGCONT);
        EXPECT_EQ(end_of_child(caller), 0) << because("a stopped child made the call fail");
      },
      {.seeds = 2, .trouble = {}});
}

CLAIM(Isolation, WorkMayBeIsolatedAgain, 4, "the function may isolate another function") {
  run_trials(
      [] {
        const auto work = [] {
          const std::string inner = isolated([] { return std::string("inner"); });
          EXPECT_EQ(isolated([] { return std::string("second"); }), "returned second")
              << because("a second call did not bring back its own result");
          return "outer and " + inner;
        };
        EXPECT_EQ(isolated(work), "returned outer and returned inner")
            << because("a function that isolates another did not return its result");
      },
      {.seeds = 2, .trouble = {}});
}

}  // namespace
}  // namespace lockstep
