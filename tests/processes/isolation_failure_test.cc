// SPDX-License-Identifier: MIT
// The claims of the exercise `isolation` on what may go wrong.
#include <signal.h>

#include <cerrno>

#include "autograder/harness/claim.h"
#include "autograder/process/left_behind.h"
#include "autograder/process/trial.h"
#include "tests/base/child.h"
#include "tests/processes/isolated.h"

namespace lockstep {
namespace {

std::string yes() { return "yes"; }

template <class Exception>
std::string end_by(Exception exception) {
  return isolated([&]() -> std::string { throw exception; });
}

CLAIM(Isolation, ExceptionsComeBack, 8, "an exception comes back with its words") {
  const std::string long_words(100'000, 'w');
  run_trials(
      [&] {
        EXPECT_EQ(end_by(std::runtime_error("no paper")), "failed no paper")
            << because("the words of an exception did not come back");
        EXPECT_EQ(end_by(std::logic_error("")), "failed ")
            << because("an exception without words was not told");
        EXPECT_EQ(end_by(42), "failed unknown")
            << because("an exception that is no std::exception was not told");
        EXPECT_TRUE(end_by(std::runtime_error(long_words)) == "failed " + long_words)
            << because("100,000 bytes of words did not come back");
      },
      {.seeds = 3, .trouble = {}});
}

CLAIM(Isolation, ASignalIsTold, 8,
      "the signal that ends the child is told, and the caller goes on") {
  run_trials(
      [] {
        for (const int signal : {SIGSEGV, SIGTERM, SIGKILL}) {
          const auto dies = [&] { return ::raise(signal) == 0 ? "on" : "not"; };
          EXPECT_EQ(isolated(dies), "died " + std::to_string(signal))
              << because("the signal that ended the child was not told");
          EXPECT_EQ(isolated(yes), "returned yes")
              << because("after a child had died another one did not work");
        }
      },
      {.seeds = 0, .trouble = {}});
}

CLAIM(Isolation, PartOfAResultIsNone, 5,
      "a child that dies at any moment gives no part of a result") {
  const std::string large(10'000, 'x');
  const int deaths = kill_at_each_call("1.1", [&] {
    const std::string end = isolated([&] { return large; });
    EXPECT_TRUE(end == "died 9" || end == "returned " + large)
        << because("the child was killed, and that was not told");
  });
  EXPECT_GT(deaths, 0) << because("the function ran in no child");
}

CLAIM(Isolation, PartOfAnExceptionIsNone, 3,
      "a child that dies at any moment of telling an exception gives no result") {
  kill_at_each_call("1.1", [&] {
    const std::string end = end_by(std::runtime_error("no paper"));
    EXPECT_TRUE(end == "died 9" || end == "failed no paper")
        << because("the child was killed while it told an exception, and that was not told");
  });
}

CLAIM(Isolation, LeavingIsTold, 6, "a function that ends its process has no result") {
  run_trials(
      [] {
        for (const int code : {0, 1, 7}) {
          const auto leaves = [&]() -> std::string { ::_exit(code); };
          EXPECT_EQ(isolated(leaves), "left " + std::to_string(code))
              << because("the function ended its process by _exit(), and that was not told");
        }
      },
      {.seeds = 0, .trouble = {}});
}

CLAIM(Isolation, ARefusedProcessIsAnError, 4, "without a process the error is told") {
  const int failures = fail_each("fork", [] {
    const std::string end = isolated(yes);
    EXPECT_TRUE(end == "refused " + std::to_string(EAGAIN) || end == "returned yes")
        << because("a process was refused, and the system's error was not told");
  });
  EXPECT_GT(failures, 0) << because("no process was made by fork()");
}

CLAIM(Isolation, ARefusedPipeIsAnError, 4, "without a descriptor the error is told") {
  const auto body = [] {
    const std::string end = isolated(yes);
    EXPECT_TRUE(end == "refused " + std::to_string(EMFILE) || end == "returned yes")
        << because("a descriptor was refused, and the system's error was not told");
  };
  fail_each("pipe", body);
  fail_each("open", body);
}

// Of a caller that was killed a file may stay: it may have had no time to take its name away.
void remove_files_since(const process::Possessions& before) {
  for (const auto& [what, how] : process::possessions()) {
    if (what.starts_with("file ") && !before.contains(what)) ::unlink(what.substr(5).c_str());
  }
}

CLAIM(Isolation, ACallerThatDiesLeavesNoChild, 8,
      "when the caller dies at any moment, its child ends too") {
  const std::string large(200'000, 'x');
  kill_at_each_call("1.1", [&] {
    const process::Possessions before = process::possessions();
    const pid_t caller = child_of([&] {
      run_isolated([&] { return large; });
      return 0;
    });
    const int end = end_of_child(caller);
    EXPECT_TRUE(end == 0 || end == 1000 + SIGKILL) << because("the caller could not go on");
    remove_files_since(before);
  });
}

}  // namespace
}  // namespace lockstep
