// SPDX-License-Identifier: MIT
// Threads within runs: creation, join, identity, sleeping, clocks; and that nothing changes
// outside.
#include <pthread.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <ctime>
#include <stdexcept>
#include <thread>
#include <vector>

#include "autograder/explorer/test_help.h"

namespace lockstep::explorer {
namespace {

void* nothing(void*) { return nullptr; }

TEST(Thread, SixtyOfThemRun) {
  expect_passes(
      [] {
        std::atomic<int> count = 0;
        std::vector<std::thread> threads;
        for (int i = 0; i < 60; ++i) threads.emplace_back([&] { ++count; });
        for (std::thread& thread : threads) thread.join();
        EXPECT_EQ(count, 60);
      },
      60);
}

TEST(Thread, TooManyAreRefused) {
  expect_passes(
      [] {
        std::vector<pthread_t> threads(127);
        for (pthread_t& thread : threads) {
          EXPECT_EQ(pthread_create(&thread, nullptr, nothing, nullptr), 0);
        }
        pthread_t one_more;
        EXPECT_EQ(pthread_create(&one_more, nullptr, nothing, nullptr), EAGAIN);
        for (pthread_t thread : threads) EXPECT_EQ(pthread_join(thread, nullptr), 0);
      },
      3);
}

TEST(Thread, JoinReturnsErrors) {
  expect_passes([] {
    EXPECT_EQ(pthread_join(pthread_self(), nullptr), EDEADLK);
    std::atomic<bool> stop = false;
    std::thread thread([&] {
      while (!stop) std::this_thread::yield();
    });
    timespec past = {1, 0};
    EXPECT_EQ(pthread_tryjoin_np(thread.native_handle(), nullptr), EBUSY);
    EXPECT_EQ(pthread_timedjoin_np(thread.native_handle(), nullptr, &past), ETIMEDOUT);
    EXPECT_EQ(pthread_clockjoin_np(thread.native_handle(), nullptr, CLOCK_MONOTONIC, &past),
              ETIMEDOUT);
    stop = true;
    thread.join();
  });
}

TEST(Thread, JoinTwiceIsMisuse) {
  Result result = explored([] {
    pthread_t thread;
    pthread_create(&thread, nullptr, nothing, nullptr);
    pthread_join(thread, nullptr);
    pthread_join(thread, nullptr);
  });
  expect_outcome(Outcome::kMisuse, result);
  expect_says(result, "the main thread joins thread 1, which was joined before");
}

TEST(Thread, AForkedChildIsNoRun) {
  expect_passes(
      [] {
        std::thread other([] { std::this_thread::yield(); });
        pid_t child = fork();
        if (child == 0) {
          std::this_thread::yield();
          _exit(gettid() == getpid() ? 7 : 8);
        }
        int status = 0;
        EXPECT_EQ(waitpid(child, &status, 0), child);
        EXPECT_EQ(WEXITSTATUS(status), 7);
        other.join();
      },
      5);
}

TEST(Thread, ErrnoIsEachThreadsOwn) {
  expect_passes([] {
    errno = 5;
    std::thread([] {
      EXPECT_EQ(errno, 0);
      errno = 7;
    }).join();
    EXPECT_EQ(errno, 5);
  });
}

TEST(Thread, GettidIsTheSameInEveryRun) {
  expect_passes([] {
    EXPECT_EQ(gettid(), 1'000'000);
    std::thread([] { EXPECT_EQ(syscall(SYS_gettid), 1'000'001); }).join();
  });
}

TEST(Thread, SleepOrdersNothingByItself) {
  static bool overtaken;
  overtaken = false;
  explored([] {
    std::atomic<int> order = 0;
    std::thread sleeper([&] {
      std::this_thread::sleep_for(std::chrono::seconds(1));
      if (order == 0) overtaken = true;
    });
    std::this_thread::yield();
    order = 1;
    sleeper.join();
  });
  EXPECT_TRUE(overtaken);  // a thread may be slower than another one sleeps
}

TEST(Clock, MovesOnlyWhenNobodyCanRun) {
  expect_passes([] {
    auto before = std::chrono::steady_clock::now();
    EXPECT_EQ(std::chrono::steady_clock::now(), before);
    std::this_thread::sleep_for(std::chrono::hours(24));
    EXPECT_EQ(std::chrono::steady_clock::now() - before, std::chrono::hours(24));
    timespec second = {1, 0};
    EXPECT_EQ(clock_nanosleep(CLOCK_MONOTONIC, 0, &second, nullptr), 0);
    second.tv_nsec = -1;
    EXPECT_EQ(nanosleep(&second, nullptr), -1);
    EXPECT_EQ(errno, EINVAL);
    EXPECT_EQ(time(nullptr), 1'700'000'000 + 24 * 3600 + 1);
  });
}

TEST(Clock, ALoopThatOnlyLooksAtItEnds) {
  expect_passes([] {
    auto end = std::chrono::system_clock::now() + std::chrono::minutes(1);
    while (std::chrono::system_clock::now() < end) {
    }
  });
}

TEST(Outside, EverythingBehavesAsAlways) {
  EXPECT_NE(gettid(), 1'000'000);
  int count = 0;
  pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
  std::thread other([&] {
    pthread_mutex_lock(&mutex);
    ++count;
    pthread_mutex_unlock(&mutex);
  });
  pthread_mutex_lock(&mutex);
  ++count;
  pthread_mutex_unlock(&mutex);
  other.join();
  EXPECT_EQ(count, 2);
  EXPECT_NE(time(nullptr), 1'700'000'000);
}

}  // namespace
}  // namespace lockstep::explorer
