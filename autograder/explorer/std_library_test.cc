// SPDX-License-Identifier: MIT
// What the C++ library builds on the interposed functions, within runs: each passes its schedules
// without a false alarm.
#include <atomic>
#include <chrono>
#include <future>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <thread>

#include "autograder/explorer/test_help.h"

namespace lockstep::explorer {
namespace {

using std::chrono::milliseconds;

template <class First, class Second>
void together(First first, Second second) {
  std::thread a(first);
  std::thread b(second);
  a.join();
  b.join();
}

TEST(StdLibrary, Async) {
  expect_passes([] {
    auto answer = std::async(std::launch::async, [] { return 3; });
    EXPECT_EQ(answer.get(), 3);
  });
}

TEST(StdLibrary, PromiseWithAnException) {
  expect_passes([] {
    std::promise<int> promise;
    std::future<int> future = promise.get_future();
    std::thread thread([&] { promise.set_exception(std::make_exception_ptr(4)); });
    EXPECT_THROW(future.get(), int);
    thread.join();
  });
}

TEST(StdLibrary, FutureTimesOut) {
  expect_passes([] {
    std::promise<int> promise;
    EXPECT_EQ(promise.get_future().wait_for(milliseconds(5)), std::future_status::timeout);
  });
}

TEST(StdLibrary, WideAtomics) {
  expect_passes([] {
    std::atomic<char> small = 0;
    std::atomic<short> middle = 0;
    std::atomic<long> large = 0;
    auto work = [&] {
      ++small;
      middle ^= 1;
      large.fetch_add(2);
    };
    together(work, work);
    EXPECT_EQ(small, 2);
    EXPECT_EQ(middle, 0);
    EXPECT_EQ(large, 4);
  });
}

TEST(StdLibrary, SharedTimedMutex) {
  expect_passes([] {
    std::shared_timed_mutex mutex;
    int data = 0;
    together(
        [&] {
          std::unique_lock lock(mutex, milliseconds(2));
          if (lock) ++data;
        },
        [&] {
          std::shared_lock lock(mutex, milliseconds(2));
          if (lock) EXPECT_LE(data, 1);
        });
  });
}

TEST(StdLibrary, CallOnce) {
  expect_passes([] {
    std::once_flag once;
    int calls = 0;
    auto call = [&] {
      std::call_once(once, [&] {
        std::this_thread::yield();
        ++calls;
      });
      EXPECT_EQ(calls, 1);
    };
    together(call, call);
  });
}

TEST(StdLibrary, CallOnceAgainAfterAnException) {
  expect_passes([] {
    std::once_flag once;
    int calls = 0;
    auto call = [&] {
      try {
        std::call_once(once, [&] {
          if (++calls == 1) throw 1;
        });
      } catch (int) {
      }
    };
    together(call, call);
    EXPECT_EQ(calls, 2);
  });
}

TEST(StdLibrary, TheMachineHasFourProcessors) {
  expect_passes([] { EXPECT_EQ(std::thread::hardware_concurrency(), 4u); });
}

TEST(StdLibrary, SharedPointersAcrossThreads) {
  expect_passes([] {
    auto shared = std::make_shared<int>(3);
    auto use = [shared] { EXPECT_EQ(*shared, 3); };
    shared.reset();
    together(use, use);
  });
}

}  // namespace
}  // namespace lockstep::explorer
