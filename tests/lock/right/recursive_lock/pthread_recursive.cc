// SPDX-License-Identifier: MIT
// Another right way: a POSIX mutex of the recursive type, which knows its owner and tells of an
// unlock by a stranger.
#include "lessons/lock/recursive_lock.h"

#include <pthread.h>

#include <cerrno>
#include <ctime>
#include <system_error>

namespace lockstep {
namespace {

void check(int error) {
  if (error != 0) throw std::system_error(error, std::generic_category());
}

class MyRecursiveLock : public RecursiveLock {
 public:
  MyRecursiveLock() {
    pthread_mutexattr_t recursive;
    check(pthread_mutexattr_init(&recursive));
    check(pthread_mutexattr_settype(&recursive, PTHREAD_MUTEX_RECURSIVE));
    check(pthread_mutex_init(&mutex_, &recursive));
    check(pthread_mutexattr_destroy(&recursive));
  }

  ~MyRecursiveLock() override { pthread_mutex_destroy(&mutex_); }

  void lock() override { check(pthread_mutex_lock(&mutex_)); }

  bool try_lock() override { return got(pthread_mutex_trylock(&mutex_)); }

  bool try_lock_for(std::chrono::nanoseconds timeout) override {
    if (timeout.count() <= 0) return try_lock();
    constexpr long kSecond = 1'000'000'000;
    timespec deadline{};
    clock_gettime(CLOCK_MONOTONIC, &deadline);
    const long at = deadline.tv_nsec + timeout.count() % kSecond;
    deadline.tv_sec += timeout.count() / kSecond + at / kSecond;
    deadline.tv_nsec = at % kSecond;
    return got(pthread_mutex_clocklock(&mutex_, CLOCK_MONOTONIC, &deadline));
  }

  void unlock() override { check(pthread_mutex_unlock(&mutex_)); }

 private:
  static bool got(int error) {
    if (error == EBUSY || error == ETIMEDOUT) return false;
    check(error);
    return true;
  }

  pthread_mutex_t mutex_;
};

}  // namespace

std::unique_ptr<RecursiveLock> make_recursive_lock() { return std::make_unique<MyRecursiveLock>(); }

}  // namespace lockstep
