// expect: wrong result in FutexLock.TheBytesAreTheLock
// The words hold who has the lock; who waits is in a static table of this process, by address, and
// so is whether the lock is taken.
// SPDX-License-Identifier: MIT
#include "lessons/lock/futex_lock.h"

#include <condition_variable>
#include <map>
#include <mutex>
#include <system_error>

namespace lockstep {
namespace {

using Clock = std::chrono::steady_clock;

[[noreturn]] void refuse() {
  throw std::system_error(std::make_error_code(std::errc::operation_not_permitted), "not locked");
}

struct Entry {
  bool taken = false;
  std::condition_variable given_back;
};

std::mutex mutex;
std::map<const FutexLock*, Entry> table;  // guarded by mutex

}  // namespace

void lock(FutexLock& futex_lock) {
  std::unique_lock<std::mutex> guard(mutex);
  Entry& entry = table[&futex_lock];
  entry.given_back.wait(guard, [&] { return !entry.taken; });
  entry.taken = true;
}

bool try_lock(FutexLock& futex_lock) {
  return try_lock_for(futex_lock, std::chrono::nanoseconds::zero());
}

bool try_lock_for(FutexLock& futex_lock, std::chrono::nanoseconds timeout) {
  const auto deadline = Clock::now() + timeout;
  std::unique_lock<std::mutex> guard(mutex);
  Entry& entry = table[&futex_lock];
  if (!entry.given_back.wait_until(guard, deadline, [&] { return !entry.taken; })) return false;
  entry.taken = true;
  return true;
}

void unlock(FutexLock& futex_lock) {
  const std::lock_guard<std::mutex> guard(mutex);
  Entry& entry = table[&futex_lock];
  if (!entry.taken) refuse();
  entry.taken = false;
  entry.given_back.notify_one();
}

}  // namespace lockstep
