// SPDX-License-Identifier: MIT
// Mutexes of every type within runs: who may lock, error returns, time-outs, misuse.
#include <pthread.h>

#include <atomic>
#include <cerrno>
#include <mutex>
#include <thread>

#include "autograder/explorer/test_help.h"

namespace lockstep::explorer {
namespace {

class TypedMutex {
 public:
  explicit TypedMutex(int type, bool robust = false) {
    pthread_mutexattr_t attributes;
    pthread_mutexattr_init(&attributes);
    pthread_mutexattr_settype(&attributes, type);
    if (robust) pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_ROBUST);
    pthread_mutex_init(&mutex_, &attributes);
    pthread_mutexattr_destroy(&attributes);
  }
  pthread_mutex_t* get() { return &mutex_; }

 private:
  pthread_mutex_t mutex_;
};

TEST(Mutex, ExcludesAndOrders) {
  expect_passes([] {
    std::mutex mutex;
    int count = 0;
    int inside = 0;
    auto work = [&] {
      std::lock_guard lock(mutex);
      EXPECT_EQ(++inside, 1);
      std::this_thread::yield();
      ++count;
      --inside;
    };
    std::thread a(work);
    std::thread b(work);
    a.join();
    b.join();
    EXPECT_EQ(count, 2);
  });
}

TEST(Mutex, RecursiveCountsItsLocks) {
  expect_passes([] {
    TypedMutex mutex(PTHREAD_MUTEX_RECURSIVE);
    EXPECT_EQ(pthread_mutex_lock(mutex.get()), 0);
    EXPECT_EQ(pthread_mutex_lock(mutex.get()), 0);
    EXPECT_EQ(pthread_mutex_trylock(mutex.get()), 0);
    std::thread other([&] { EXPECT_EQ(pthread_mutex_unlock(mutex.get()), EPERM); });
    other.join();
    for (int i = 0; i < 3; ++i) EXPECT_EQ(pthread_mutex_unlock(mutex.get()), 0);
    EXPECT_EQ(pthread_mutex_unlock(mutex.get()), EPERM);
    EXPECT_EQ(pthread_mutex_destroy(mutex.get()), 0);
  });
}

TEST(Mutex, ErrorcheckReturnsErrors) {
  expect_passes([] {
    TypedMutex mutex(PTHREAD_MUTEX_ERRORCHECK);
    EXPECT_EQ(pthread_mutex_unlock(mutex.get()), EPERM);
    EXPECT_EQ(pthread_mutex_lock(mutex.get()), 0);
    EXPECT_EQ(pthread_mutex_lock(mutex.get()), EDEADLK);
    EXPECT_EQ(pthread_mutex_trylock(mutex.get()), EBUSY);
    EXPECT_EQ(pthread_mutex_unlock(mutex.get()), 0);
  });
}

TEST(Mutex, RobustTellsThatItsHolderEnded) {
  expect_passes([] {
    TypedMutex mutex(PTHREAD_MUTEX_NORMAL, true);
    std::thread([&] { pthread_mutex_lock(mutex.get()); }).join();
    EXPECT_EQ(pthread_mutex_lock(mutex.get()), EOWNERDEAD);
    EXPECT_EQ(pthread_mutex_consistent(mutex.get()), 0);
    EXPECT_EQ(pthread_mutex_unlock(mutex.get()), 0);
    EXPECT_EQ(pthread_mutex_lock(mutex.get()), 0);
    EXPECT_EQ(pthread_mutex_unlock(mutex.get()), 0);
  });
}

TEST(Mutex, RobustLeftInconsistentIsNotRecoverable) {
  expect_passes([] {
    TypedMutex mutex(PTHREAD_MUTEX_NORMAL, true);
    std::thread([&] { pthread_mutex_lock(mutex.get()); }).join();
    EXPECT_EQ(pthread_mutex_lock(mutex.get()), EOWNERDEAD);
    EXPECT_EQ(pthread_mutex_unlock(mutex.get()), 0);
    EXPECT_EQ(pthread_mutex_lock(mutex.get()), ENOTRECOVERABLE);
    EXPECT_EQ(pthread_mutex_trylock(mutex.get()), ENOTRECOVERABLE);
  });
}

TEST(Mutex, TimesOutInVirtualTime) {
  expect_passes([] {
    std::timed_mutex mutex;
    std::lock_guard held(mutex);
    std::thread waiter([&] {
      auto before = std::chrono::steady_clock::now();
      EXPECT_FALSE(mutex.try_lock_for(std::chrono::hours(1)));
      EXPECT_GE(std::chrono::steady_clock::now() - before, std::chrono::hours(1));
    });
    waiter.join();
  });
}

TEST(Mutex, RefusesNonsenseTimes) {
  expect_passes([] {
    pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
    timespec nonsense = {0, 2'000'000'000};
    EXPECT_EQ(pthread_mutex_timedlock(&mutex, &nonsense), EINVAL);
    timespec past = {1, 0};
    EXPECT_EQ(pthread_mutex_timedlock(&mutex, &past), 0);
    EXPECT_EQ(pthread_mutex_clocklock(&mutex, CLOCK_MONOTONIC, &past), ETIMEDOUT);
    EXPECT_EQ(pthread_mutex_unlock(&mutex), 0);
  });
}

TEST(Mutex, UnlockByAStrangerIsMisuse) {
  Result result = explored([] {
    std::mutex mutex;
    mutex.lock();
    std::thread stranger([&] { mutex.unlock(); });
    stranger.join();
  });
  expect_outcome(Outcome::kMisuse, result);
  expect_says(result, "thread 1 unlocks mutex A, which the main thread holds");
}

TEST(Mutex, UnlockOfAFreeOneIsMisuse) {
  Result result = explored([] {
    std::mutex mutex;
    mutex.unlock();
  });
  expect_outcome(Outcome::kMisuse, result);
  expect_says(result, "which nobody holds");
}

TEST(Mutex, UseAfterDestroyIsMisuse) {
  expect_outcome(Outcome::kMisuse, explored([] {
                   pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
                   pthread_mutex_destroy(&mutex);
                   pthread_mutex_lock(&mutex);
                 }));
}

TEST(Mutex, DestroyWhileLockedIsMisuse) {
  expect_outcome(Outcome::kMisuse, explored([] {
                   pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
                   pthread_mutex_lock(&mutex);
                   pthread_mutex_destroy(&mutex);
                 }));
}

}  // namespace
}  // namespace lockstep::explorer
