// SPDX-License-Identifier: MIT
// The claims of the exercise `daemon_child` on errors, and on what a child is.
#include "lessons/daemon/daemon_child.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <stdexcept>
#include <system_error>

#include "autograder/harness/claim.h"
#include "autograder/process/order.h"
#include "autograder/process/trial.h"
#include "tests/daemon/family.h"

namespace lockstep {
namespace {

CLAIM(DaemonChild, ADaemonicChildHasNoChildren, 5,
      "a daemonic child may not have children, and goes on") {
  run_trials(
      [] {
        Notes notes;
        run_family(kLong, [&] {
          start_child(Kind::kDaemonic, [&] {
            notes.post(is_refused(Kind::kOrdinary) ? 1 : 0);
            notes.post(is_refused(Kind::kDaemonic) ? 1 : 0);
          });
          for (int i = 0; i < 2; ++i) {
            EXPECT_EQ(notes.take(), 1) << because("a daemonic child could start a child");
          }
        });
      },
      {.seeds = 3, .trouble = {}});
}

CLAIM(DaemonChild, OutOfPlaceItIsAnError, 3,
      "children need a family, and a family is not within another") {
  run_trials(
      [] {
        const auto nested = [] {
          EXPECT_THROW(run_family(kLong, [] {}), std::logic_error)
              << because("run_family() within a family");
        };
        EXPECT_TRUE(is_refused(Kind::kOrdinary)) << because("a child before run_family()");
        for (int round = 0; round < 2; ++round) {
          run_family(kLong, [&] {
            nested();
            start_child(Kind::kOrdinary, nested);
            start_child(Kind::kDaemonic, serve);
          });
          EXPECT_TRUE(is_refused(Kind::kDaemonic)) << because("a child after run_family()");
        }
      },
      {.seeds = 2, .trouble = {}});
}

CLAIM(DaemonChild, TheMaskIsPutBack, 3,
      "after run_family() the signal mask is as before, whatever was blocked") {
  run_trials(
      [] {
        sigset_t child_ends;
        sigset_t before;
        sigset_t after;
        sigemptyset(&child_ends);
        sigaddset(&child_ends, SIGCHLD);
        sigprocmask(SIG_BLOCK, &child_ends, &before);
        run_family(kLong, [] {
          start_child(Kind::kDaemonic, serve);
          start_child(Kind::kOrdinary, [] {});
        });
        sigprocmask(SIG_SETMASK, &before, &after);
        EXPECT_EQ(sigismember(&after, SIGCHLD), 1)
            << because("SIGCHLD was blocked before run_family(), and is not any more");
      },
      {.seeds = 2, .trouble = {}});
}

CLAIM(DaemonChild, ARefusedForkIsAnError, 4,
      "when the system makes no process, start_child() says so, and the others end as ever") {
  const int failures = fail_each("fork", [] {
    pid_t last = 0;
    int failed = 0;
    int started = 0;
    run_family(kLong, [&] {
      for (const Kind kind : {Kind::kDaemonic, Kind::kOrdinary, Kind::kDaemonic}) {
        try {
          const pid_t child = start_child(kind, [=] {
            if (kind == Kind::kDaemonic) serve();
          });
          EXPECT_GT(child, 0) << because("a fork() failed, and start_child() did not throw");
          ++started;
          last = child;
        } catch (const std::system_error& error) {
          EXPECT_EQ(error.code(), std::errc::resource_unavailable_try_again)
              << because("the error is not that of fork()");
          ++failed;
        }
      }
    });
    EXPECT_EQ(failed + started, 3);
    EXPECT_EQ(state_of(last), 'X') << because("a child is left");
  });
  EXPECT_EQ(failures, 3);
}

// How a child has ended; -1 when nobody can tell any more, as it was waited for.
int end_of(pid_t child) {
  siginfo_t info = {};
  await_end(child);
  if (waitid(P_PID, static_cast<id_t>(child), &info, WEXITED | WNOHANG | WNOWAIT) != 0) return -1;
  return info.si_code == CLD_EXITED ? info.si_status : -1;
}

CLAIM(DaemonChild, AnIdStaysTheChilds, 3,
      "a child that has ended is not waited for while the code of its parent runs") {
  run_trials(
      [] {
        run_family(kLong, [] {
          const pid_t one = start_child(Kind::kOrdinary, [] {});
          const pid_t two = start_child(Kind::kDaemonic, [] {});
          await_end(one);
          await_end(two);
          start_child(Kind::kOrdinary, [] {});
          for (const pid_t child : {one, two}) {
            EXPECT_EQ(state_of(child), 'Z')
                << because("the id of a child is free for others already");
          }
        });
      },
      kFewTrials);
}

Notes* notes_at_exit = nullptr;

CLAIM(DaemonChild, AChildRunsItsCodeAndNothingElse, 4,
      "a child runs its code with its parent's signal mask, and ends with the right status") {
  run_trials(
      [] {
        Notes notes;
        notes_at_exit = &notes;
        std::atexit([] { notes_at_exit->post(1); });
        run_family(kLong, [] {
          const pid_t lives = getpid();
          EXPECT_EQ(end_of(start_child(Kind::kOrdinary,
                                       [] {
                                         sigset_t mask;
                                         sigprocmask(SIG_BLOCK, nullptr, &mask);
                                         if (sigismember(&mask, SIGCHLD) == 1) _exit(2);
                                       })),
                    0)
              << because("a child whose code returns ends with 0, and its parent's signal mask");
          const pid_t fails = start_child(Kind::kDaemonic, [] { throw Surprise(); });
          EXPECT_EQ(end_of(fails), 1) << because("a child that an exception ends must end with 1");
          EXPECT_EQ(getpid(), lives) << because("a child came back into its parent's code");
        });
        EXPECT_FALSE(notes.any()) << because(
            "a child ended by exit(), which does what its parent has registered");
      },
      {.seeds = 3, .trouble = {.late_signals = false}});
}

}  // namespace
}  // namespace lockstep
