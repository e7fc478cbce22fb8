// SPDX-License-Identifier: MIT
// right: a flag in one word, and the number of those that wait in another.
#include "lessons/lock/futex_lock.h"

#include <linux/futex.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <system_error>

namespace lockstep {
namespace {

using Clock = std::chrono::steady_clock;
using Word = std::atomic_ref<std::uint32_t>;

// Who waits is counted before it looks at the flag; unlock() clears the flag before it looks at the
// count. All of it is sequentially consistent, so one of the two sees the other.
struct Lock {
  explicit Lock(FutexLock& futex_lock)
      : flag(futex_lock.words[0]), taken(flag), waiting(futex_lock.words[1]) {}

  bool take() const {
    std::uint32_t free = 0;
    return taken.compare_exchange_strong(free, 1);
  }

  // With a null time-out until it is woken. False when the time is over.
  bool sleep(const timespec* timeout) const {
    return syscall(SYS_futex, &flag, FUTEX_WAIT, 1, timeout, nullptr, 0) == 0 || errno != ETIMEDOUT;
  }

  std::uint32_t& flag;
  Word taken;
  Word waiting;
};

}  // namespace

void lock(FutexLock& futex_lock) {
  const Lock lock(futex_lock);
  if (lock.take()) return;
  ++lock.waiting;
  while (!lock.take()) lock.sleep(nullptr);
  --lock.waiting;
}

bool try_lock(FutexLock& futex_lock) { return Lock(futex_lock).take(); }

bool try_lock_for(FutexLock& futex_lock, std::chrono::nanoseconds timeout) {
  const Lock lock(futex_lock);
  if (lock.take()) return true;
  const auto deadline = Clock::now() + timeout;
  ++lock.waiting;
  bool took = lock.take();
  while (!took) {
    const std::chrono::nanoseconds left = deadline - Clock::now();
    if (left <= std::chrono::nanoseconds::zero()) break;
    const auto whole = std::chrono::duration_cast<std::chrono::seconds>(left);
    const timespec span{whole.count(), (left - whole).count()};
    lock.sleep(&span);
    took = lock.take();
  }
  --lock.waiting;
  return took;
}

void unlock(FutexLock& futex_lock) {
  const Lock lock(futex_lock);
  if (lock.taken.exchange(0) == 0) {
    throw std::system_error(std::make_error_code(std::errc::operation_not_permitted));
  }
  if (lock.waiting > 0) syscall(SYS_futex, &lock.flag, FUTEX_WAKE, 1, nullptr, nullptr, 0);
}

}  // namespace lockstep
