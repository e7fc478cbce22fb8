// SPDX-License-Identifier: MIT
// What the C++ library builds on the interposed functions, within runs: each passes its schedules
// without a false alarm.
#include <atomic>
#include <chrono>
#include <exception>
#include <future>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <stdexcept>
#include <thread>
#include <utility>

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

// What a thread throws, another one catches and reads; whoever gives it up last frees it.
TEST(StdLibrary, ExceptionsTravelByPromises) {
  expect_passes([] {
    std::promise<int> promise;
    std::future<int> future = promise.get_future();
    std::thread thread([promise = std::move(promise)]() mutable {
      try {
        throw std::runtime_error("news");
      } catch (...) {
        promise.set_exception(std::current_exception());
      }
    });
    try {
      future.get();
      ADD_FAILURE() << "get() threw nothing";
    } catch (const std::runtime_error& error) {
      EXPECT_STREQ(error.what(), "news");
    }
    thread.join();
  });
}

TEST(StdLibrary, ExceptionsAreReadByTwoThreads) {
  expect_passes([] {
    std::exception_ptr error = std::make_exception_ptr(std::invalid_argument("news"));
    const auto read = [](std::exception_ptr mine) {
      try {
        std::rethrow_exception(mine);
      } catch (const std::invalid_argument& caught) {
        EXPECT_STREQ(caught.what(), "news");
      }
    };
    std::thread a(read, error);
    std::thread b(read, std::move(error));
    a.join();
    b.join();
  });
}

// Copies of an error are two objects that share their text.
TEST(StdLibrary, ErrorsShareTheirText) {
  expect_passes([] {
    std::logic_error original("news");
    std::thread thread([copy = original] { EXPECT_STREQ(copy.what(), "news"); });
    EXPECT_STREQ(original.what(), "news");
    {
      const std::logic_error dropped(std::move(original));
    }
    thread.join();
  });
}

// A real race on an exception is seen as ever.
TEST(StdLibrary, ARaceOnAnExceptionIsSeen) {
  struct Counted {
    int* count;
  };
  const Result result = explored([] {
    int count = 0;
    const std::exception_ptr error = std::make_exception_ptr(Counted{&count});
    together([error, &count] { ++count; },
             [error] {
               try {
                 std::rethrow_exception(error);
               } catch (const Counted& caught) {
                 ++*caught.count;
               }
             });
  });
  expect_outcome(Outcome::kDataRace, result);
}

}  // namespace
}  // namespace lockstep::explorer
