// SPDX-License-Identifier: MIT
// The claim of the exercise `interpreter_lock` on a forked child. No process is forked: a thread
// that has ended with the lock is what the parent's threads are in the child, and the lock cannot
// tell the difference.
#include <chrono>
#include <thread>

#include "autograder/explorer/explore.h"
#include "autograder/harness/claim.h"
#include "lessons/gil/interpreter_lock.h"
#include "tests/base/together.h"
#include "tests/gil/give_back.h"

namespace lockstep {
namespace {

using std::chrono::milliseconds;

CLAIM(InterpreterLock, MadeAnewInAForkedChild, 4,
      "in a forked child the calling thread has the lock, and nothing else is left but the "
      "interval") {
  // The threads come one after the other, so a few schedules will do.
  explorer::Options options;
  options.schedules = 100;
  // The lock was another thread's, the calling thread's, or nobody's.
  for (const int whose : {0, 1, 2}) {
    const auto body = [whose] {
      auto lock = make_interpreter_lock(milliseconds(1));
      lock->set_interval(milliseconds(7));
      together([&] {
        lock->take();
        give_back(*lock);
      });
      if (whose == 0) together([&] { lock->take(); });
      if (whose == 1) lock->take();
      // A child, and a child of it.
      for (int generation = 0; generation < 2; ++generation) {
        lock->after_fork_in_child();
        EXPECT_FALSE(lock->drop_requested()) << because("nobody waits, and the drop is requested");
        EXPECT_EQ(lock->switches(), 0) << because("switches() tells those of the parent");
        EXPECT_EQ(lock->interval(), milliseconds(7)) << because("the interval did not stay");
        together([&] {
          EXPECT_FALSE(lock->take_for(milliseconds(20)))
              << because("the thread that called after_fork_in_child() does not have the lock");
        });
        give_back(*lock);
        together([&] {
          lock->take();
          EXPECT_EQ(lock->switches(), 1)
              << because("the first one that had the lock is the thread that made it anew");
        });
      }
    };
    explorer::explore(body, options);
  }
}

}  // namespace
}  // namespace lockstep
