// SPDX-License-Identifier: MIT
// The claims of the exercise `thread_pool` on callbacks and on map().
#include <atomic>
#include <stdexcept>
#include <thread>
#include <vector>

#include "autograder/explorer/explore.h"
#include "autograder/harness/claim.h"
#include "lessons/pool/thread_pool.h"
#include "tests/base/explore_few.h"
#include "tests/base/in_time.h"
#include "tests/pool/meeting.h"

namespace lockstep {
namespace {

template <int number>
struct Failure {};

// Counts the calls of a task's callbacks.
struct Calls {
  std::atomic<int> results{0};
  std::atomic<int> errors{0};
  std::atomic<int> result{0};  // the last one

  Callbacks callbacks() {
    return {.on_result =
                [this](int value) {
                  result = value;
                  ++results;
                },
            .on_error = [this](const std::exception_ptr&) { ++errors; }};
  }
};

CLAIM(ThreadPool, CallbacksComeBeforeTheResult, 6,
      "one callback is called, once, before the future is ready") {
  explore_few([] {
    auto pool = make_thread_pool(1);
    Calls good;
    Calls bad;
    std::future<int> two = pool->submit([] { return 2; }, good.callbacks());
    std::future<int> failed = pool->submit([]() -> int { throw Failure<0>(); }, bad.callbacks());
    two.wait();
    EXPECT_EQ(good.results, 1) << because("a future was ready before its on_result had returned");
    EXPECT_EQ(good.result, 2) << because("on_result did not get what the task returned");
    EXPECT_EQ(good.errors, 0) << because("on_error was called for a task that returned");
    failed.wait();
    EXPECT_EQ(bad.errors, 1) << because("a future was ready before its on_error had returned");
    EXPECT_EQ(bad.results, 0) << because("on_result was called for a task that threw");
    pool.reset();
    EXPECT_EQ(good.results + bad.errors, 2) << because("a callback was called twice");
  });
}

CLAIM(ThreadPool, CallbacksHarmNobody, 6,
      "a callback may use the pool, and what it throws is dropped") {
  explore_few([] {
    auto pool = make_thread_pool(1);
    std::future<int> inner;
    std::future<int> outer = pool->submit(
        [] { return 1; }, {.on_result =
                               [&](int) {
                                 inner = pool->submit([] { return 2; });
                                 throw Failure<0>();
                               },
                           .on_error =
                               [](const std::exception_ptr&) {
                                 ADD_FAILURE()
                                     << because("what on_result threw was told to on_error");
                               }});
    std::future<int> failed = pool->submit(
        []() -> int { throw Failure<1>(); },
        {.on_result = {}, .on_error = [](const std::exception_ptr&) { throw Failure<2>(); }});
    EXPECT_NO_THROW(EXPECT_EQ(outer.get(), 1) << because("a future has not its task's result"))
        << because("what a callback threw reached the future");
    EXPECT_THROW(failed.get(), Failure<1>)
        << because("a future has what its callback threw, or nothing");
    EXPECT_EQ(inner.get(), 2) << because("a task that a callback submitted was not run");
  });
}

CLAIM(ThreadPool, MapKeepsTheOrder, 7,
      "map does each chunk as a task, side by side, and keeps the order of the inputs") {
  const auto body = [] {
    auto pool = make_thread_pool(2);
    std::vector<std::thread::id> workers(5);
    Meeting meeting(2);
    const auto work = [&](int input) {
      if (input == 4 || input == 1) {
        EXPECT_TRUE(meeting.all_come())
            << because("there are two workers and two chunks, and they did not run side by side");
      }
      workers[input] = std::this_thread::get_id();
      return -input;
    };
    EXPECT_EQ(pool->map(work, {4, 3, 2, 1, 0}, 3), (std::vector<int>{-4, -3, -2, -1, 0}))
        << because("map's results are not those of the inputs, in their order");
    EXPECT_TRUE(workers[4] == workers[3] && workers[3] == workers[2] && workers[1] == workers[0] &&
                workers[4] != workers[1])
        << because("a chunk is not a task of its own: its inputs were done by several workers");
    EXPECT_EQ(pool->map([](int input) { return -input; }, {1, 2}, 2'000'000'000),
              (std::vector<int>{-1, -2}))
        << because("a chunk longer than the inputs was not done");
    EXPECT_EQ(pool->map([](int input) { return input; }, {}, 1), std::vector<int>())
        << because("map made results without inputs");
  };
  explore_few(body, in_time());
}

CLAIM(ThreadPool, MapEndsWithItsChunks, 6,
      "map throws the first input's error, when all its calls have ended") {
  const auto body = [] {
    auto pool = make_thread_pool(2);
    std::atomic<int> calls{0};
    std::atomic<bool> left{false};
    const auto work = [&](int input) {
      ++calls;
      for (int turn = 0; turn < input; ++turn) std::this_thread::yield();
      EXPECT_FALSE(left) << because("map ended while a call of its function was running");
      if (input == 1) throw Failure<1>();
      if (input == 2) throw Failure<2>();
      return input;
    };
    EXPECT_THROW(pool->map(work, {2, 5, 4, 1, 3}, 2), Failure<2>)
        << because("map did not throw what was thrown for the first of the inputs that failed");
    left = true;
    EXPECT_EQ(calls, 4) << because("an exception must end its own chunk, and no other");
  };
  explore_few(body, {}, 1'000);
}

}  // namespace
}  // namespace lockstep
