// SPDX-License-Identifier: MIT
// The claims of the exercise `elastic_pool` on shrinking.
//
// Time is virtual, so what is there at a moment is exact on any machine. The claims look a little
// before and a little after the moment that counts.
#include <atomic>
#include <chrono>
#include <latch>
#include <stdexcept>
#include <thread>

#include "autograder/explorer/explore.h"
#include "autograder/harness/claim.h"
#include "lessons/pool/elastic_pool.h"
#include "tests/base/explore_claim.h"
#include "tests/base/in_time.h"
#include "tests/base/together.h"
#include "tests/pool/live_threads.h"
#include "tests/pool/meeting.h"

namespace lockstep {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;
using std::this_thread::sleep_for;
using std::this_thread::sleep_until;

constexpr milliseconds kIdle(100);  // the idle time, below

CLAIM(ElasticPool, ShrinksToItsMinimum, 10,
      "idle workers end after the idle time, but for the minimum") {
  const auto body = [] {
    LiveThreads threads;
    Meeting meeting(3);
    {
      auto pool = make_elastic_pool(1, 3, kIdle);
      for (int i = 0; i < 3; ++i) {
        pool->submit([&] {
          threads.see();
          meeting.all_come();
        });
      }
      sleep_for(kIdle * 9 / 10);
      EXPECT_EQ(pool->size(), 3) << because("a worker ended before its idle time was over");
      EXPECT_EQ(threads.count(), 3) << because("a worker ended before its idle time was over");
      sleep_for(kIdle / 5);
      EXPECT_EQ(pool->size(), 1) << because(
          "after the idle time there are more or fewer workers than the minimum");
      EXPECT_EQ(threads.count(), 1) << because(
          "after the idle time size() tells the minimum, but the threads have not ended, "
          "or too many have");
      sleep_for(kIdle * 5);
      EXPECT_EQ(pool->size(), 1) << because("the minimum of workers was not kept");
    }
  };
  explore_claim(body, in_time());
}

CLAIM(ElasticPool, IdleTimeCountsFromTheLastTask, 9,
      "the idle time counts from the end of the worker's last task") {
  const auto body = [] {
    auto pool = make_elastic_pool(0, 1, kIdle);
    pool->submit([] { sleep_for(kIdle * 2); });
    sleep_for(kIdle * 29 / 10);
    EXPECT_EQ(pool->size(), 1) << because(
        "the idle time was counted from the start, or from before the task");
    pool->submit([] {});
    sleep_for(kIdle * 9 / 10);
    EXPECT_EQ(pool->size(), 1) << because("a task did not begin the idle time anew");
    sleep_for(kIdle / 5);
    EXPECT_EQ(pool->size(), 0) << because("a worker was idle for longer than the idle time");
  };
  explore_claim(body, in_time());
}

CLAIM(ElasticPool, BusyWorkersKeepNoIdleOnes, 6, "an idle worker ends though others have work") {
  const auto body = [] {
    Meeting meeting(2);
    auto pool = make_elastic_pool(0, 2, kIdle);
    for (int i = 0; i < 2; ++i) pool->submit([&] { meeting.all_come(); });
    sleep_for(kIdle / 2);
    pool->submit([] {});  // for one of the two
    sleep_for(kIdle * 7 / 10);
    EXPECT_EQ(pool->size(), 1) << because(
        "a worker got no task for the idle time and stayed, or one got a task and ended");
    sleep_for(kIdle / 2);
    EXPECT_EQ(pool->size(), 0) << because("a worker was idle for longer than the idle time");
  };
  explore_claim(body, in_time());
  // Whichever of the two has the short task, it is one too many.
  const auto long_and_short = [] {
    auto pool = make_elastic_pool(1, 2, kIdle);
    for (const auto length : {kIdle * 2, kIdle / 10}) pool->submit([=] { sleep_for(length); });
    sleep_for(kIdle * 3 / 2);
    EXPECT_EQ(pool->size(), 1) << because(
        "the only idle worker stayed, though the one that works is the minimum");
  };
  explore_claim(long_and_short, in_time());
}

CLAIM(ElasticPool, GrowsAgain, 6, "a pool that has shrunk grows again") {
  const auto body = [] {
    Meeting first(2);
    Meeting second(2);
    auto pool = make_elastic_pool(0, 2, kIdle);
    for (Meeting* meeting : {&first, &second}) {
      for (int i = 0; i < 2; ++i) {
        pool->submit([meeting] {
          EXPECT_TRUE(meeting->all_come())
              << because("a task waited for another one though there was room to grow");
        });
      }
      EXPECT_EQ(pool->size(), 2) << because("a pool that had shrunk did not grow again");
      sleep_for(kIdle * 2);
      EXPECT_EQ(pool->size(), 0) << because("idle workers did not end after the idle time");
    }
  };
  explore_claim(body, in_time());
}

CLAIM(ElasticPool, TimeoutLosesNoTask, 6, "a task that comes when the idle time is over is run") {
  explore_claim([] {
    std::latch run(1);
    auto pool = make_elastic_pool(0, 1, kIdle);
    const auto begin = steady_clock::now();
    pool->submit([] {});
    sleep_until(begin + kIdle);
    pool->submit([&] { run.count_down(); });
    run.wait();
  });
}

}  // namespace
}  // namespace lockstep
