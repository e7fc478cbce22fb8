// SPDX-License-Identifier: MIT
// The claims of the exercise `daemon_child` on children of children, siblings and strangers, and on
// the death of a parent.
#include "lessons/daemon/daemon_child.h"

#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include <chrono>

#include "autograder/harness/claim.h"
#include "autograder/process/order.h"
#include "autograder/process/trial.h"
#include "tests/daemon/family.h"

namespace lockstep {
namespace {

using std::chrono::milliseconds;

CLAIM(DaemonChild, AChildEndsItsDaemonicChildren, 5,
      "a child, when its code has ended, ends its own daemonic children as its parent does") {
  run_trials(
      [] {
        Notes notes;
        run_family(kLong, [&] {
          start_child(Kind::kOrdinary, [&] {
            start_child(Kind::kDaemonic, [&] {
              expect_request();
              notes.post(1);
              await_request();
              usleep(20'000);
              notes.post(getpid());
            });
            notes.take();
          });
        });
        ASSERT_TRUE(notes.any()) << because(
            "a child ended without asking its own daemonic child to end, or waiting for it");
        EXPECT_EQ(state_of(static_cast<pid_t>(notes.take())), 'X')
            << because("a grandchild is left");
      },
      kFewTrials);
}

CLAIM(DaemonChild, AChildWaitsForItsOrdinaryChildren, 5,
      "a child, when its code has ended, waits for its own ordinary children") {
  run_trials(
      [] {
        Notes notes;
        run_family(milliseconds(1), [&] {
          start_child(Kind::kOrdinary, [&] {
            start_child(Kind::kOrdinary, [&, parent = getpid()] {
              const bool waits = await_asleep(parent);
              notes.post(waits ? 1 : 2);
            });
          });
        });
        ASSERT_TRUE(notes.any()) << because("the child of a child was not waited for");
        EXPECT_EQ(notes.take(), 1) << because("a child ended before its own ordinary child had");
      },
      kFewTrials);
}

CLAIM(DaemonChild, AChildLeavesItsSiblingsAlone, 5,
      "a child that ends does not end its parent's other children") {
  run_trials(
      [] {
        Notes notes;
        Gate gate;
        run_family(kLong, [&] {
          const pid_t sibling = start_child(Kind::kDaemonic, [&] {
            expect_request();
            notes.post(1);
            gate.pass();
            notes.post(is_asked() ? 2 : 3);
            await_request();
          });
          notes.take();
          await_end(start_child(Kind::kOrdinary, [] {}));
          await_asleep(sibling);  // or until it has ended: what it was sent may be on its way
          gate.open();
          if (!is_running(sibling)) notes.post(4);
          EXPECT_EQ(notes.take(), 3) << because("a child ended a daemonic child of its parent");
        });
      },
      kFewTrials);
}

CLAIM(DaemonChild, OtherChildrenAreLeftAlone, 5,
      "children that the process has made in another way are neither ended nor waited for") {
  run_trials(
      [] {
        Gate gate;
        const pid_t ended = stranger([] {});
        const pid_t runs = stranger([&] { gate.pass(); });
        await_end(ended);
        run_family(milliseconds(1), [] {
          start_child(Kind::kDaemonic, serve);
          start_child(Kind::kOrdinary, [] {});
        });
        EXPECT_TRUE(is_running(runs)) << because("a child of another kind was ended");
        gate.open();
        for (const pid_t child : {ended, runs}) {
          const int status = status_of(child);
          EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 7)
              << because("a child of another kind was waited for, or killed");
        }
      },
      kFewTrials);
}

CLAIM(DaemonChild, DaemonicChildrenDieWithTheirParent, 5,
      "a daemonic child does not outlive its parent, wherever that is killed") {
  const int deaths = kill_at_each_call("1.1", [] {
    Notes notes;
    const pid_t parent = stranger([&] {
      run_family(milliseconds(1), [&] {
        start_child(Kind::kDaemonic, [&] {
          signal(SIGTERM, SIG_IGN);
          notes.post(getpid());
          serve();
        });
        // From its next call on, which is the first that may be its last, its child runs.
        notes.post(notes.take());
        start_child(Kind::kOrdinary, [] {});
      });
    });
    status_of(parent);
    while (notes.any()) await_end(static_cast<pid_t>(notes.take()));
  });
  EXPECT_GT(deaths, 3);
}

Gate* parent_is_dead = nullptr;
void wait_for_the_parents_death() {
  if (parent_is_dead != nullptr) parent_is_dead->pass();
}

CLAIM(DaemonChild, EvenBeforeTheyBegin, 5,
      "a daemonic child ends also when its parent was killed before it could begin") {
  run_trials(
      [] {
        Gate dead;
        Notes notes;
        const pid_t parent = stranger([&] {
          run_family(kLong, [&] {
            // The next child is held up in its fork().
            parent_is_dead = &dead;
            pthread_atfork(nullptr, nullptr, wait_for_the_parents_death);
            notes.post(start_child(Kind::kDaemonic, serve));
            serve();
          });
        });
        const auto child = static_cast<pid_t>(notes.take());
        kill(parent, SIGKILL);
        status_of(parent);
        dead.open();
        await_end(child);
      },
      {.seeds = 3, .trouble = {}});
}

}  // namespace
}  // namespace lockstep
