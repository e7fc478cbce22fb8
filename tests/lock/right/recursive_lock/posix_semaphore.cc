// SPDX-License-Identifier: MIT
// Another right way: a POSIX semaphore with one permit, which is taken while the lock is owned. A
// semaphore belongs to nobody, so owner and depth are kept beside it.
#include "lessons/lock/recursive_lock.h"

#include <semaphore.h>

#include <atomic>
#include <cerrno>
#include <ctime>
#include <system_error>
#include <thread>

namespace lockstep {
namespace {

bool mine(const std::atomic<std::thread::id>& owner) {
  return owner.load(std::memory_order_relaxed) == std::this_thread::get_id();
}

class MyRecursiveLock : public RecursiveLock {
 public:
  MyRecursiveLock() { sem_init(&permit_, 0, 1); }
  ~MyRecursiveLock() override { sem_destroy(&permit_); }

  void lock() override {
    if (mine(owner_)) return enter();
    while (sem_wait(&permit_) != 0) continue;  // a signal handler ran
    enter();
  }

  bool try_lock() override {
    if (!mine(owner_) && sem_trywait(&permit_) != 0) return false;
    enter();
    return true;
  }

  bool try_lock_for(std::chrono::nanoseconds timeout) override {
    if (timeout.count() <= 0) return try_lock();
    constexpr long kSecond = 1'000'000'000;
    timespec deadline{};
    clock_gettime(CLOCK_MONOTONIC, &deadline);
    const long at = deadline.tv_nsec + timeout.count() % kSecond;
    deadline.tv_sec += timeout.count() / kSecond + at / kSecond;
    deadline.tv_nsec = at % kSecond;
    while (!mine(owner_) && sem_clockwait(&permit_, CLOCK_MONOTONIC, &deadline) != 0) {
      if (errno != EINTR) return false;
    }
    enter();
    return true;
  }

  void unlock() override {
    if (!mine(owner_)) {
      throw std::system_error(std::make_error_code(std::errc::operation_not_permitted));
    }
    if (--depth_ > 0) return;
    owner_.store(std::thread::id(), std::memory_order_relaxed);
    sem_post(&permit_);
  }

 private:
  // The calling thread has the permit.
  void enter() {
    owner_.store(std::this_thread::get_id(), std::memory_order_relaxed);
    ++depth_;
  }

  sem_t permit_;
  std::atomic<std::thread::id> owner_{};
  int depth_ = 0;  // guarded by the permit
};

}  // namespace

std::unique_ptr<RecursiveLock> make_recursive_lock() { return std::make_unique<MyRecursiveLock>(); }

}  // namespace lockstep
