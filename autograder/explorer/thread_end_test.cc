// SPDX-License-Identifier: MIT
// How threads end within runs: exit, exceptions, destructors, leaks.
#include <pthread.h>

#include <atomic>
#include <cerrno>
#include <stdexcept>
#include <thread>

#include "autograder/explorer/test_help.h"

namespace lockstep::explorer {
namespace {

void* nothing(void*) { return nullptr; }

struct CountsDestructions {
  int* count;
  ~CountsDestructions() { ++*count; }
};

TEST(Thread, ExitUnwindsAndGivesItsResult) {
  expect_passes([] {
    static int destroyed = 0;
    destroyed = 0;
    pthread_t thread;
    pthread_create(
        &thread, nullptr,
        [](void*) -> void* {
          CountsDestructions guard{&destroyed};
          pthread_exit(&destroyed);
        },
        nullptr);
    void* result = nullptr;
    EXPECT_EQ(pthread_join(thread, &result), 0);
    EXPECT_EQ(result, &destroyed);
    EXPECT_EQ(destroyed, 1);
  });
}

TEST(Thread, ExitOfTheMainThreadLetsTheOthersEnd) {
  expect_passes([] {
    std::thread([] { std::this_thread::yield(); }).detach();
    pthread_exit(nullptr);
  });
}

TEST(Thread, ExitThatIsSwallowedIsMisuse) {
  expect_outcome(Outcome::kMisuse, explored([] {
                   try {
                     pthread_exit(nullptr);
                   } catch (...) {
                   }
                 }));
}

TEST(Thread, JoinOfADetachedOneIsRefused) {
  expect_passes([] {
    pthread_t thread;
    pthread_create(&thread, nullptr, nothing, nullptr);
    EXPECT_EQ(pthread_detach(thread), 0);
    EXPECT_EQ(pthread_detach(thread), EINVAL);
    EXPECT_EQ(pthread_join(thread, nullptr), EINVAL);
  });
}

TEST(Thread, NeitherJoinedNorDetachedIsALeak) {
  Result result = explored([] {
    pthread_t thread;
    pthread_create(&thread, nullptr, nothing, nullptr);
  });
  expect_outcome(Outcome::kLeak, result);
  expect_says(result, "thread 1 was neither joined nor detached");
}

TEST(Thread, DetachedAndStuckIsALeak) {
  Result result = explored([] {
    static std::atomic<int> word;
    word = 0;
    std::thread([] { word.wait(0); }).detach();
  });
  expect_outcome(Outcome::kLeak, result);
  expect_says(result, "thread 1 waits on futex ");
}

TEST(Thread, AnExceptionThatLeavesTheBodyIsTold) {
  Result result = explored([] { throw std::runtime_error("no more"); });
  expect_outcome(Outcome::kCrash, result);
  expect_says(result, "an exception left the body: std::runtime_error: no more");
}

TEST(Thread, AnExceptionThatLeavesAThreadIsTold) {
  Result result = explored([] { std::thread([] { throw std::runtime_error("no more"); }).join(); });
  expect_outcome(Outcome::kCrash, result);
  expect_says(result, "an exception left thread 1: std::runtime_error: no more");
}

TEST(Thread, ExceptionsWithinThreadsAreTheirOwn) {
  expect_passes([] {
    auto work = [](int number) {
      try {
        std::this_thread::yield();
        throw number;
      } catch (int caught) {
        std::this_thread::yield();
        EXPECT_EQ(caught, number);
      }
    };
    std::thread a(work, 1);
    std::thread b(work, 2);
    a.join();
    b.join();
  });
}

TEST(Thread, KeysAreDestroyedAtItsEnd) {
  expect_passes([] {
    static int destroyed = 0;
    destroyed = 0;
    pthread_key_t key;
    pthread_key_create(&key, [](void* value) { destroyed += *static_cast<int*>(value); });
    int two = 2;
    std::thread([&] { pthread_setspecific(key, &two); }).join();
    std::thread([&] { EXPECT_EQ(pthread_getspecific(key), nullptr); }).join();
    EXPECT_EQ(destroyed, 2);
    pthread_key_delete(key);
  });
}

}  // namespace
}  // namespace lockstep::explorer
