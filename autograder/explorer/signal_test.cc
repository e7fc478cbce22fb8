// SPDX-License-Identifier: MIT
// POSIX semaphores, futexes and barriers within runs.
#include <linux/futex.h>
#include <pthread.h>
#include <semaphore.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <climits>
#include <thread>

#include "autograder/explorer/test_help.h"

namespace lockstep::explorer {
namespace {

long futex(std::atomic<int>& word, int operation, int value, const timespec* timeout = nullptr,
           unsigned bits = 0) {
  return syscall(SYS_futex, &word, operation, value, timeout, nullptr, bits);
}

TEST(PosixSemaphore, CountsAndReturnsErrors) {
  expect_passes([] {
    sem_t sem;
    sem_init(&sem, 0, 1);
    EXPECT_EQ(sem_trywait(&sem), 0);
    EXPECT_EQ(sem_trywait(&sem), -1);
    EXPECT_EQ(errno, EAGAIN);
    timespec past = {1, 0};
    EXPECT_EQ(sem_timedwait(&sem, &past), -1);
    EXPECT_EQ(errno, ETIMEDOUT);
    timespec nonsense = {0, -1};
    EXPECT_EQ(sem_clockwait(&sem, CLOCK_MONOTONIC, &nonsense), -1);
    EXPECT_EQ(errno, EINVAL);
    std::thread poster([&] { sem_post(&sem); });
    EXPECT_EQ(sem_wait(&sem), 0);
    poster.join();
    int value = -1;
    sem_getvalue(&sem, &value);
    EXPECT_EQ(value, 0);
    EXPECT_EQ(sem_destroy(&sem), 0);
  });
}

TEST(Futex, ComparesBeforeItWaits) {
  expect_passes([] {
    std::atomic<int> word = 0;
    EXPECT_EQ(futex(word, FUTEX_WAIT_PRIVATE, 1), -1);
    EXPECT_EQ(errno, EAGAIN);
    std::thread waiter([&] {
      while (word == 0) futex(word, FUTEX_WAIT_PRIVATE, 0);
    });
    word = 1;
    futex(word, FUTEX_WAKE_PRIVATE, INT_MAX);
    waiter.join();
  });
}

TEST(Futex, TimesOutAndRefusesWhatIsNotModelled) {
  expect_passes([] {
    std::atomic<int> word = 0;
    timespec second = {1, 0};
    while (futex(word, FUTEX_WAIT, 0, &second) == 0) {  // a spurious wakeup
    }
    EXPECT_EQ(errno, ETIMEDOUT);
    EXPECT_EQ(futex(word, FUTEX_WAIT_BITSET, 0, nullptr, 0), -1);
    EXPECT_EQ(errno, EINVAL);
    EXPECT_EQ(futex(word, FUTEX_CMP_REQUEUE, 0), -1);
    EXPECT_EQ(errno, ENOSYS);
  });
}

TEST(Futex, WakesOnlyTheBitsAskedFor) {
  Result result = explored([] {
    std::atomic<int> word = 0;
    std::atomic<bool> waits = false;
    std::thread waiter([&] {
      waits = true;
      while (word == 0) futex(word, FUTEX_WAIT_BITSET, 0, nullptr, 1);
    });
    while (!waits) std::this_thread::yield();
    word = 1;
    futex(word, FUTEX_WAKE_BITSET, 1, nullptr, 2);
    waiter.join();
  });
  expect_outcome(Outcome::kLostWakeup, result);
  expect_says(result, "thread 1 waits on futex ");
}

TEST(Barrier, HasOneSerialThread) {
  expect_passes([] {
    pthread_barrier_t barrier;
    pthread_barrier_init(&barrier, nullptr, 2);
    std::atomic<int> serial = 0;
    auto twice = [&] {
      for (int i = 0; i < 2; ++i) {
        if (pthread_barrier_wait(&barrier) == PTHREAD_BARRIER_SERIAL_THREAD) ++serial;
      }
    };
    std::thread other(twice);
    twice();
    other.join();
    EXPECT_EQ(serial, 2);
    EXPECT_EQ(pthread_barrier_destroy(&barrier), 0);
  });
}

}  // namespace
}  // namespace lockstep::explorer
