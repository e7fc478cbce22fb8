// SPDX-License-Identifier: MIT
// Reader-writer locks and spin locks within runs.
#include <pthread.h>

#include <atomic>
#include <cerrno>
#include <shared_mutex>
#include <thread>

#include "autograder/explorer/test_help.h"

namespace lockstep::explorer {
namespace {

TEST(Rwlock, ReadersShareAndWritersExclude) {
  expect_passes([] {
    std::shared_mutex mutex;
    std::atomic<int> readers = 0;
    int written = 0;
    auto read = [&] {
      std::shared_lock lock(mutex);
      ++readers;
      EXPECT_LE(written, 1);
      --readers;
    };
    std::thread a(read);
    std::thread b(read);
    {
      std::unique_lock lock(mutex);
      EXPECT_EQ(readers, 0);
      ++written;
    }
    a.join();
    b.join();
  });
}

TEST(Rwlock, ReturnsItsErrors) {
  expect_passes([] {
    pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;
    timespec past = {1, 0};
    EXPECT_EQ(pthread_rwlock_wrlock(&lock), 0);
    EXPECT_EQ(pthread_rwlock_wrlock(&lock), EDEADLK);
    EXPECT_EQ(pthread_rwlock_rdlock(&lock), EDEADLK);
    EXPECT_EQ(pthread_rwlock_tryrdlock(&lock), EBUSY);
    std::thread other([&] {
      EXPECT_EQ(pthread_rwlock_trywrlock(&lock), EBUSY);
      EXPECT_EQ(pthread_rwlock_timedrdlock(&lock, &past), ETIMEDOUT);
      EXPECT_EQ(pthread_rwlock_clockwrlock(&lock, CLOCK_MONOTONIC, &past), ETIMEDOUT);
    });
    other.join();
    EXPECT_EQ(pthread_rwlock_unlock(&lock), 0);
    EXPECT_EQ(pthread_rwlock_rdlock(&lock), 0);
    EXPECT_EQ(pthread_rwlock_rdlock(&lock), 0);
    EXPECT_EQ(pthread_rwlock_unlock(&lock), 0);
    EXPECT_EQ(pthread_rwlock_trywrlock(&lock), EBUSY);
    EXPECT_EQ(pthread_rwlock_unlock(&lock), 0);
    EXPECT_EQ(pthread_rwlock_destroy(&lock), 0);
  });
}

TEST(Rwlock, IsReadLockedAgainByTheSameThread) {
  expect_passes([] {
    pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;
    EXPECT_EQ(pthread_rwlock_rdlock(&lock), 0);
    EXPECT_EQ(pthread_rwlock_rdlock(&lock), 0);
    std::thread other([&] {
      EXPECT_EQ(pthread_rwlock_rdlock(&lock), 0);
      EXPECT_EQ(pthread_rwlock_unlock(&lock), 0);
    });
    other.join();
    EXPECT_EQ(pthread_rwlock_unlock(&lock), 0);
    EXPECT_EQ(pthread_rwlock_trywrlock(&lock), EBUSY);
    EXPECT_EQ(pthread_rwlock_unlock(&lock), 0);
    EXPECT_EQ(pthread_rwlock_trywrlock(&lock), 0);
    EXPECT_EQ(pthread_rwlock_unlock(&lock), 0);
  });
}

TEST(Rwlock, UnlockByAStrangerIsMisuse) {
  expect_outcome(Outcome::kMisuse, explored([] {
                   std::shared_mutex mutex;
                   mutex.lock();
                   std::thread([&] { mutex.unlock(); }).join();
                 }));
}

TEST(Rwlock, UpgradeByTwoReadersDeadlocks) {
  expect_outcome(Outcome::kDeadlock, explored([] {
                   pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;
                   auto upgrade = [&] {
                     pthread_rwlock_rdlock(&lock);
                     pthread_rwlock_wrlock(&lock);
                   };
                   std::thread a(upgrade);
                   std::thread b(upgrade);
                   a.join();
                   b.join();
                 }));
}

TEST(Spinlock, ExcludesAndReturnsErrors) {
  expect_passes([] {
    pthread_spinlock_t lock;
    pthread_spin_init(&lock, PTHREAD_PROCESS_PRIVATE);
    int count = 0;
    auto work = [&] {
      pthread_spin_lock(&lock);
      ++count;
      pthread_spin_unlock(&lock);
    };
    std::thread a(work);
    std::thread b(work);
    a.join();
    b.join();
    EXPECT_EQ(count, 2);
    EXPECT_EQ(pthread_spin_trylock(&lock), 0);
    EXPECT_EQ(pthread_spin_trylock(&lock), EBUSY);
    EXPECT_EQ(pthread_spin_unlock(&lock), 0);
    EXPECT_EQ(pthread_spin_destroy(&lock), 0);
  });
}

}  // namespace
}  // namespace lockstep::explorer
