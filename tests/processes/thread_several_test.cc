// SPDX-License-Identifier: MIT
// The claims of the exercise `thread` on run_all().
#include <atomic>
#include <stdexcept>
#include <thread>
#include <vector>

#include "autograder/explorer/explore.h"
#include "autograder/harness/claim.h"
#include "lessons/processes/thread.h"
#include "tests/base/explore_few.h"
#include "tests/base/in_time.h"
#include "tests/processes/door.h"

namespace lockstep {
namespace {

CLAIM(Thread, RunAllRunsSideBySide, 4, "run_all runs its calls side by side") {
  const auto body = [] {
    Door gates[2];
    run_all(2, [&](int number) {
      gates[number].open();
      EXPECT_TRUE(gates[1 - number].opens())
          << because("one call waited for the other, which did not run beside it");
    });
  };
  explore_few(body, in_time());
}

CLAIM(Thread, RunAllWaitsForAll, 4, "run_all returns when all its calls have ended") {
  explore_few([] {
    std::atomic<int> done{0};
    run_all(3, [&](int) {
      std::this_thread::yield();
      ++done;
    });
    EXPECT_EQ(done, 3) << because("run_all() returned before all its calls had ended");
  });
  explore_few([] {
    std::vector<int> written(2);
    run_all(2, [&](int number) { written.at(static_cast<std::size_t>(number)) = 1; });
    EXPECT_EQ(written, (std::vector<int>{1, 1})) << because("run_all() did not show what was done");
  });
}

CLAIM(Thread, RunAllNumbersItsCalls, 4, "each call of run_all has a number of its own") {
  explore_few([] {
    std::vector<int> calls(4);
    const auto starter = std::this_thread::get_id();
    run_all(3, [&](int number) {
      EXPECT_NE(std::this_thread::get_id(), starter)
          << because("a call ran in the caller's thread");
      ++calls.at(static_cast<std::size_t>(number));
    });
    EXPECT_EQ(calls, (std::vector<int>{1, 1, 1, 0})) << because("not each number had one call");
    run_all(0, [&](int) { ++calls[3]; });
    EXPECT_EQ(calls[3], 0) << because("run_all() of none made a call");
    EXPECT_THROW(run_all(-1, [&](int) { ++calls[3]; }), std::invalid_argument)
        << because("a negative count must throw std::invalid_argument");
  });
}

CLAIM(Thread, RunAllReportsExceptions, 2,
      "an exception in one call of run_all ends that call only") {
  explore_few([] {
    int reported = 0, done = 0;
    set_exception_hook([&](const Thread&, std::exception_ptr) { ++reported; });
    const auto call = [&](int number) {
      if (number == 0) throw std::runtime_error("lost");
      std::this_thread::yield();
      done = 1;
    };
    EXPECT_NO_THROW(run_all(2, call)) << because("an exception of one call left run_all()");
    EXPECT_EQ(reported, 1) << because("an exception of one call was not reported once");
    EXPECT_EQ(done, 1) << because("a call did not run to its end beside one that threw");
  });
}

}  // namespace
}  // namespace lockstep
