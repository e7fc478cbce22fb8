// SPDX-License-Identifier: MIT
// The claims of the exercise `bounded_queue` on time-outs.
//
// Time is virtual, so bounds on it hold on any machine. In some schedules time passes also while a
// thread could run; a claim that needs the contrary turns that off. A time-out may end late by half
// of its length: std::counting_semaphore of libstdc++ does, which sleeps between looks at first.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <optional>
#include <thread>

#include "autograder/explorer/explore.h"
#include "autograder/harness/claim.h"
#include "lessons/queue/bounded_queue.h"
#include "tests/base/explore_claim.h"
#include "tests/base/in_time.h"
#include "tests/base/together.h"

namespace lockstep {
namespace {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;
using std::this_thread::sleep_until;
using std::this_thread::yield;

// Expects that `call`, which waits in vain, takes its time-out and not much more.
template <class Call>
void expect_kept(milliseconds timeout, const Call& call) {
  const auto begin = steady_clock::now();
  EXPECT_FALSE(call(timeout)) << because("put_for or get_for did what was not possible");
  const auto waited = steady_clock::now() - begin;
  EXPECT_GE(waited, timeout) << because("put_for or get_for gave up before its time-out");
  EXPECT_LE(waited, std::max(timeout * 2, milliseconds(1)))
      << because("put_for or get_for waited on after its time-out");
}

CLAIM(BoundedQueue, TimeoutChangesNothing, 4, "a time-out is kept, puts nothing, takes nothing") {
  explore_claim([] {
    auto queue = make_bounded_queue(1);
    const auto get = [&](nanoseconds timeout) { return queue->get_for(timeout).has_value(); };
    const auto put = [&](nanoseconds timeout) { return queue->put_for(3, timeout); };
    for (const auto timeout : {milliseconds(-1), milliseconds(0), milliseconds(30)}) {
      expect_kept(timeout, get);
      EXPECT_TRUE(queue->put_for(2, timeout)) << because("there was room, and put_for gave up");
      expect_kept(timeout, put);
      EXPECT_EQ(queue->get_for(timeout), 2) << because("an item was there, and get_for gave up");
      EXPECT_EQ(queue->size(), 0) << because("a put that timed out put its item");
    }
  });
}

CLAIM(BoundedQueue, TimeoutCountsFromTheCall, 4, "a wakeup in vain does not change the time-out") {
  const auto expect_in_time = [](steady_clock::time_point begin) {
    const auto waited = steady_clock::now() - begin;
    EXPECT_GE(waited, milliseconds(10)) << because("a thread woken in vain gave up early");
    EXPECT_LE(waited, milliseconds(16))
        << because("a thread woken in vain started its time-out again");
  };
  // No time passes while a thread can run, so the calls are made at `begin`.
  explore_claim(
      [&] {
        auto queue = make_bounded_queue(1);
        const auto begin = steady_clock::now();
        together(
            [&] {
              if (!queue->get_for(milliseconds(10))) expect_in_time(begin);
            },
            [&] {
              sleep_until(begin + milliseconds(9));
              queue->put(1);
              queue->try_get();
            });
      },
      in_time());
  explore_claim(
      [&] {
        auto queue = make_bounded_queue(1);
        queue->put(1);
        const auto begin = steady_clock::now();
        together(
            [&] {
              if (!queue->put_for(2, milliseconds(10))) expect_in_time(begin);
            },
            [&] {
              sleep_until(begin + milliseconds(9));
              queue->get();
              queue->try_put(3);
            });
      },
      in_time());
}

CLAIM(BoundedQueue, WakesTimedWaiters, 4, "who waits with a time-out goes on as soon as it can") {
  explore_claim(
      [] {
        auto empty = make_bounded_queue(1);
        auto full = make_bounded_queue(1);
        full->put(2);
        const auto begin = steady_clock::now();
        together(
            [&] {
              EXPECT_EQ(empty->get_for(seconds(4)), 1) << because("there was an item in time");
            },
            [&] { EXPECT_TRUE(full->put_for(3, seconds(4))) << because("there was room in time"); },
            [&] {
              sleep_until(begin + milliseconds(1));
              empty->put(1);
              EXPECT_EQ(full->get(), 2) << because("the items came out in another order");
            });
        EXPECT_LE(steady_clock::now() - begin, seconds(2))
            << because("a thread that waits with a time-out was not woken when it could go on");
      },
      in_time());
}

// Two threads wait, one of them with a time-out, and one can go on, at about that time. Whoever
// does, nothing is lost and the other is not left asleep. The turns after the call and the thread
// that only sleeps let the deadline pass before a woken thread looks.
CLAIM(BoundedQueue, TimeoutLosesNothing, 4, "who gives up loses no item, no room and no wakeup") {
  explore_claim([] {
    auto queue = make_bounded_queue(1);
    const auto begin = steady_clock::now();
    std::optional<int> got;
    together([&] { got = queue->get(); },
             [&] {
               if (queue->get_for(milliseconds(2))) queue->put(1);
             },
             [&] {
               sleep_until(begin + milliseconds(1));
               queue->put(1);
               for (int turn = 0; turn < 8; ++turn) yield();
             },
             [&] { sleep_until(begin + milliseconds(3)); });
    EXPECT_EQ(got, 1) << because("a consumer did not get the item that was there");
    EXPECT_TRUE(queue->empty()) << because("an item was taken and is still there");
  });
  explore_claim([] {
    auto queue = make_bounded_queue(1);
    queue->put(1);
    const auto begin = steady_clock::now();
    together([&] { queue->put(2); },
             [&] {
               if (queue->put_for(2, milliseconds(2))) queue->get();
             },
             [&] {
               sleep_until(begin + milliseconds(1));
               queue->get();
               for (int turn = 0; turn < 8; ++turn) yield();
             },
             [&] { sleep_until(begin + milliseconds(3)); });
    EXPECT_EQ(queue->get_for(milliseconds(1)), 2) << because("the item that was put is not there");
    EXPECT_TRUE(queue->empty()) << because("a put that timed out put its item");
  });
}

}  // namespace
}  // namespace lockstep
