// SPDX-License-Identifier: MIT
// Trouble with waits in memory that processes share.
#include <errno.h>
#include <linux/futex.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/syscall.h>

#include <atomic>
#include <climits>
#include <string>
#include <thread>

#include "autograder/explorer/explore.h"
#include "autograder/process/order.h"
#include "autograder/process/testing.h"
#include "autograder/process/trial.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lockstep::process {
namespace {

using explorer::Outcome;
using explorer::Result;
using testing::HasSubstr;
using Word = std::atomic<int>;

template <class Value>
Value& shared() {
  void* const memory =
      ::mmap(nullptr, sizeof(Value), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  return *new (memory) Value();
}

long wait(Word& word, int value) {
  return ::syscall(SYS_futex, &word, FUTEX_WAIT, value, nullptr, nullptr, 0);
}

long wake(Word& word, int count) {
  return ::syscall(SYS_futex, &word, FUTEX_WAKE, count, nullptr, nullptr, 0);
}

TEST(Futex, AWaitEndsForNoReason) {
  for (const long reason : {0, EINTR}) {
    const auto body = [&] {
      Word word{0};
      const long end = wait(word, 1) == 0 ? 0 : errno;  // EAGAIN by itself
      check(end != reason);
    };
    EXPECT_GT(failing_seeds(kInterrupted, body), 1) << reason;
    EXPECT_EQ(failing_seeds(kShort | kLateSignal | kStopped, body), 0);
  }
}

TEST(Futex, ASemaphoresWaitIsInterrupted) {
  const auto body = [] {
    sem_t semaphore;
    ::sem_init(&semaphore, 1, 1);
    check(::sem_wait(&semaphore) == 0);
  };
  EXPECT_GT(failing_seeds(kInterrupted, body), 4);
  EXPECT_EQ(failing_seeds(kShort | kLateSignal | kStopped, body), 0);
}

TEST(Futex, ASleepWithoutAnEndIsALostWakeup) {
  Word& word = shared<Word>();
  const Result result =
      trial_of([&] { status_of(child_of([&] { return wait(word, 0); })); }).result;
  EXPECT_EQ(result.outcome, Outcome::kLostWakeup);
  EXPECT_THAT(result.message, HasSubstr("process 1.1 waits for a lock"));
}

// Dies at its birth, before the wait, after it was woken, before _exit; then not at all.
TEST(Futex, AProcessDiesWhenItWasWoken) {
  Notes woken;
  const int trials = kill_at_each_call("1.1", [&] {
    Word& word = shared<Word>();
    const pid_t child = child_of([&] {
      while (word == 0) wait(word, 0);
      return 0;
    });
    const bool asleep = await_asleep(child);
    word = 1;
    const long count = wake(word, INT_MAX);
    check(count == asleep);
    woken.post((WIFSIGNALED(status_of(child)) ? 10 : 0) + count);
  });
  EXPECT_EQ(trials, 4);
  for (const long expected : {10, 10, 11, 11, 1}) EXPECT_EQ(woken.take(), expected);
}

TEST(Futex, TheHolderOfARobustMutexDies) {
  Notes found;
  kill_at_each_call("1.1", [&] {
    auto& mutex = shared<pthread_mutex_t>();
    pthread_mutexattr_t kind;
    ::pthread_mutexattr_init(&kind);
    ::pthread_mutexattr_setpshared(&kind, PTHREAD_PROCESS_SHARED);
    ::pthread_mutexattr_setrobust(&kind, PTHREAD_MUTEX_ROBUST);
    ::pthread_mutex_init(&mutex, &kind);
    status_of(child_of([&] {
      ::pthread_mutex_lock(&mutex);
      ::pthread_mutex_unlock(&mutex);
      return 0;
    }));
    found.post(::pthread_mutex_lock(&mutex));
    ::pthread_mutex_consistent(&mutex);
    ::pthread_mutex_unlock(&mutex);
  });
  for (const long expected : {0, 0, EOWNERDEAD, 0, 0, 0}) EXPECT_EQ(found.take(), expected);
}

// What a process reads after it has given a lock back may come from others, who have had it since.
TEST(Futex, AProcessStopsWhenItHasGivenALockBack) {
  const auto body = [] {
    auto& mutex = shared<pthread_mutex_t>();
    Word& word = shared<Word>();
    pthread_mutexattr_t kind;
    ::pthread_mutexattr_init(&kind);
    ::pthread_mutexattr_setpshared(&kind, PTHREAD_PROCESS_SHARED);
    ::pthread_mutex_init(&mutex, &kind);
    Gate gate;
    const pid_t child = child_of([&] {
      ::pthread_mutex_lock(&mutex);
      gate.open();
      ::pthread_mutex_unlock(&mutex);
      return word.load();
    });
    gate.pass();
    ::pthread_mutex_lock(&mutex);
    word = 1;
    ::pthread_mutex_unlock(&mutex);
    check(WEXITSTATUS(status_of(child)) == 0);
  };
  EXPECT_GT(failing_seeds(kStopped, body), 1);
}

TEST(Futex, CallsAreTold) {
  const Result result = trial_of([] {
                          Word word{0};
                          const int before = lockstep::calls_made();
                          wake(word, 1);
                          check(lockstep::calls_made() == before + 1);
                        }).result;
  EXPECT_EQ(result.outcome, Outcome::kPassed);
  EXPECT_THAT(result.trace, HasSubstr("process 1  futex wake\n"));
}

// In a run of the explorer the calls are its own, as ever.
TEST(Futex, ARunOfTheExplorerIsLeftAlone) {
  explorer::explore([] {
    Word word{0};
    std::thread other([&] {
      word = 1;
      wake(word, 1);
    });
    while (word == 0) wait(word, 0);
    other.join();
  });
}

}  // namespace
}  // namespace lockstep::process
