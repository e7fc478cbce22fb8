// SPDX-License-Identifier: MIT
// The claims of the exercise `allow_threads` on several threads. A sleep in a block is a call that
// blocks, a sleep with the lock is a computation; both take virtual time.
#include <chrono>
#include <thread>

#include "autograder/harness/claim.h"
#include "lessons/gil/allow_threads.h"
#include "tests/base/explore_claim.h"
#include "tests/base/in_time.h"
#include "tests/base/together.h"
#include "tests/gil/give_back.h"

namespace lockstep {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;
using std::this_thread::sleep_for;

CLAIM(AllowThreads, BlockingCallsOverlap, 12, "threads that wait in a block do so side by side") {
  const auto body = [] {
    const auto lock = base::make_turn_lock();
    const auto begin = steady_clock::now();
    const auto call_twice = [&] {
      for (int i = 0; i < 2; ++i) {
        lock->take();
        {
          const AllowThreads allowed(*lock);
          sleep_for(milliseconds(10));
        }
        give_back(*lock);
      }
    };
    together(call_twice, call_twice, call_twice);
    EXPECT_EQ(steady_clock::now() - begin, milliseconds(20))
        << because("three threads waited for 10 ms twice each: 20 ms in all, side by side");
  };
  explore_claim(body, in_time());
}

CLAIM(AllowThreads, ComputationsDoNotOverlap, 10,
      "threads that block the others for a while compute one after the other") {
  const auto body = [] {
    const auto lock = base::make_turn_lock();
    const auto begin = steady_clock::now();
    const auto run = [&] {
      lock->take();
      {
        AllowThreads allowed(*lock);
        sleep_for(milliseconds(10));
        allowed.block_threads();
        sleep_for(milliseconds(10));
        allowed.unblock_threads();
        sleep_for(milliseconds(10));
      }
      give_back(*lock);
    };
    together(run, run);
    // Wait 0 to 10; compute 10 to 20 and 20 to 30; wait 20 to 30 and 30 to 40.
    EXPECT_EQ(steady_clock::now() - begin, milliseconds(40)) << because(
        "two threads wait, compute and wait, 10 ms each: 40 ms in all, if they wait side by side "
        "and compute one after the other");
  };
  explore_claim(body, in_time());
}

CLAIM(AllowThreads, GuardsWhatIsShared, 12,
      "after the block, and while others are blocked, shared data is the thread's alone") {
  explore_claim([] {
    const auto lock = base::make_turn_lock();
    int shared = 0;  // guarded by the lock
    const auto run = [&] {
      lock->take();
      {
        AllowThreads allowed(*lock);
        allowed.block_threads();
        ++shared;
        allowed.unblock_threads();
      }
      ++shared;
      {
        const AllowThreads allowed(*lock);
      }
      ++shared;
      give_back(*lock);
    };
    together(run, run);
    EXPECT_EQ(shared, 6) << because("two threads counted to three each, under the lock");
  });
}

}  // namespace
}  // namespace lockstep
