// SPDX-License-Identifier: MIT
// The claim of the exercise `task_scheduler` on what is not its own.
#include <signal.h>
#include <unistd.h>

#include <cstdlib>

#include "autograder/harness/claim.h"
#include "autograder/process/order.h"
#include "autograder/process/trial.h"
#include "tests/base/child.h"
#include "tests/pool/jobs.h"

namespace lockstep {
namespace {

using namespace std::chrono_literals;

Notes* at_exit = nullptr;

// Leaves a note when it, or a copy of it, is destroyed in another process than it was made in.
class ToldWhenDestroyed {
 public:
  explicit ToldWhenDestroyed(Notes& notes) : notes_(notes), process_(::getpid()) {}
  ToldWhenDestroyed(const ToldWhenDestroyed&) = default;
  ~ToldWhenDestroyed() {
    if (::getpid() != process_) notes_.post(1);
  }

 private:
  Notes& notes_;
  pid_t process_;
};

CLAIM(TaskScheduler, OthersAreLeftAlone, 5,
      "it takes the status of no other child, and a run does nothing but its function") {
  run_trials(
      [] {
        Notes notes;
        at_exit = &notes;
        std::atexit([] {
          if (at_exit != nullptr) at_exit->post(0);
        });
        const pid_t other = child_of([] { return 7; });
        await_end(other);
        Notes destroyed;
        const auto scheduler = make_task_scheduler(1);
        scheduler->submit({.function = [object = ToldWhenDestroyed(destroyed)](const Report&) {
          sigset_t blocked;
          ::sigprocmask(SIG_BLOCK, nullptr, &blocked);
          EXPECT_FALSE(::sigismember(&blocked, SIGCHLD))
              << because("a run has not the signal mask of the parent");
          return 0;
        }});
        scheduler->submit({.function = nothing, .interval = 1ms});
        expect(*scheduler, {"1 begun", "1 ended 0", "2 begun", "2 ended 0", "2 begun"},
               "another child of the parent has ended");
        scheduler->cancel(2);
        at_exit = nullptr;
        EXPECT_FALSE(notes.any()) << because("a run called functions registered with atexit()");
        EXPECT_FALSE(destroyed.any()) << because("a run destroyed objects that are the parent's");
        EXPECT_EQ(end_of_child(other), 7) << because("it took the status of another child");
      },
      {.seeds = 1, .trouble = {.late_signals = false}});
}

}  // namespace
}  // namespace lockstep
