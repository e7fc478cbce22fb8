// SPDX-License-Identifier: MIT
// The claims of the exercise `futex_lock` between processes, in memory that they share. The orders
// that decide are made, not waited for: a process is inside, and others are seen to sleep.
//
// Trials, not explorations: the explorer knows the threads of one process. So ThreadSanitizer and
// the order of memory have no say here; the other claims ask for those.
#include <unistd.h>

#include <atomic>

#include "autograder/harness/claim.h"
#include "autograder/process/order.h"
#include "autograder/process/trial.h"
#include "lessons/base/shared_memory.h"
#include "lessons/lock/futex_lock.h"
#include "tests/base/child.h"
#include "tests/lock/futex_give_back.h"

namespace lockstep {
namespace {

// What the processes of a claim share; zero at first.
struct Shared {
  FutexLock futex_lock;
  std::atomic<int> inside;
  std::atomic<int> visits;
};

using SharedMemory = base::SharedMemory<Shared>;

// Takes the lock, is inside for a while, and gives it back.
void visit(const SharedMemory& shared) {
  lock(shared->futex_lock);
  EXPECT_EQ(++shared->inside, 1) << because("two processes had the lock at once");
  ::close(-1);  // a process of a trial may stop at a call
  --shared->inside;
  ++shared->visits;
  give_back(shared->futex_lock);
}

void await_child(pid_t child) {
  EXPECT_TRUE(ended_by_itself(child)) << because("a process that wanted the lock did not end well");
}

CLAIM(FutexLock, AnotherProcessWaits, 5,
      "a process sleeps while another one has the lock, and has it next") {
  run_trials(
      [] {
        const SharedMemory shared;
        lock(shared->futex_lock);
        ++shared->inside;
        const pid_t child = child_of([&] {
          EXPECT_FALSE(try_lock(shared->futex_lock))
              << because("another process had the lock, and a try took it");
          visit(shared);
        });
        EXPECT_TRUE(await_asleep(child)) << because(
            "another process had the lock, and a process did not sleep until it is free");
        --shared->inside;
        give_back(shared->futex_lock);
        await_child(child);
        EXPECT_TRUE(try_lock(shared->futex_lock))
            << because("another process has given the lock back: it is not free");
      },
      {.seeds = 2, .trouble = {}});
}

CLAIM(FutexLock, EveryProcessGetsItsTurn, 5,
      "of several processes that wait all have the lock in the end, one at a time") {
  run_trials(
      [] {
        const SharedMemory shared;
        lock(shared->futex_lock);
        pid_t children[3];
        for (pid_t& child : children) child = child_of([&] { visit(shared); });
        for (const pid_t child : children) {
          EXPECT_TRUE(await_asleep(child))
              << because("another process had the lock, and a process did not wait for it");
        }
        give_back(shared->futex_lock);
        for (const pid_t child : children) await_child(child);
        EXPECT_EQ(shared->visits, 3) << because("three processes waited: not each had the lock");
      },
      {.seeds = 4, .trouble = {}});
}

}  // namespace
}  // namespace lockstep
