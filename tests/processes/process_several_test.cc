// SPDX-License-Identifier: MIT
// The claims of the exercise `process` on several processes, and on processes that the system
// refuses.
#include <signal.h>
#include <unistd.h>

#include <chrono>
#include <stdexcept>
#include <system_error>

#include "autograder/harness/claim.h"
#include "autograder/process/order.h"
#include "autograder/process/trial.h"
#include "lessons/processes/process.h"

namespace lockstep {
namespace {

CLAIM(Process, ARefusedStartIsAnError, 4, "a start that the system refuses can be repeated") {
  const auto body = [] {
    Process process([] { return 3; });
    try {
      process.start();
    } catch (const std::system_error& error) {
      EXPECT_TRUE(error.code() == std::errc::resource_unavailable_try_again ||
                  error.code() == std::errc::too_many_files_open)
          << because("the error is not that of the system");
      ASSERT_TRUE(process.pid() == 0 && !process.is_alive())
          << because("a process that was refused counts as started");
      process.start();
    }
    process.join();
    EXPECT_EQ(process.exit_code(), 3) << because("the exit code is not what run() returned");
  };
  EXPECT_GT(fail_each("fork", body), 0) << because("no process was made by fork()");
  fail_each("pipe", body);
}

// Each but the last waits until the one after it has ended and the caller, which may have been
// woken by that, sleeps again: so they end in the reverse order, and are seen to.
std::vector<int> run_a_chain() {
  Notes ids[3];
  return run_in_processes(3, [&ids, caller = ::getpid()](int number) {
    ids[number].post(::getpid());
    if (number < 2) {
      await_end(static_cast<pid_t>(ids[number + 1].take()));
      await_asleep(caller, std::chrono::milliseconds(100));  // or it looks again and again
    }
    return 10 + number;
  });
}

CLAIM(Process, SeveralRunSideBySide, 6, "run_in_processes() runs all side by side") {
  run_trials(
      [] {
        EXPECT_EQ(run_a_chain(), (std::vector<int>{10, 11, 12}))
            << because("the exit codes are not in the order of the numbers");
        EXPECT_TRUE(run_in_processes(0, [](int) { return 0; }).empty())
            << because("no processes have exit codes");
        EXPECT_THROW(run_in_processes(-1, [](int) { return 0; }), std::invalid_argument)
            << because("fewer than no processes were not refused");
      },
      {.seeds = 2, .trouble = {}});
}

void run_a_chain_with_a_refusal() {
  try {
    EXPECT_EQ(run_a_chain().size(), 3u) << because("a process was refused, and no error told");
  } catch (const std::system_error& error) {
    EXPECT_EQ(error.code(), std::errc::resource_unavailable_try_again)
        << because("the error is not that of the system");
  }
}

CLAIM(Process, SeveralOrNone, 4, "when one of several is refused none is left") {
  fail_each("fork", run_a_chain_with_a_refusal);
}

CLAIM(Process, EvenThoseThatIgnoreSigterm, 2,
      "when one of several is refused the others are killed, and not only asked to end") {
  fail_each("fork", [] {
    // The mask is inherited, so they are like this from the beginning.
    sigset_t request;
    sigset_t before;
    ::sigemptyset(&request);
    ::sigaddset(&request, SIGTERM);
    ::sigprocmask(SIG_BLOCK, &request, &before);
    run_a_chain_with_a_refusal();
    ::sigprocmask(SIG_SETMASK, &before, nullptr);
  });
}

}  // namespace
}  // namespace lockstep
