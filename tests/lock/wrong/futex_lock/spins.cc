// expect: wrong result in FutexLock.WaitingThreadsSleep
// A waiting thread spins; the kernel is never asked.
// SPDX-License-Identifier: MIT
#include "lessons/lock/futex_lock.h"

#include <atomic>
#include <system_error>
#include <thread>

namespace lockstep {
namespace {

using Clock = std::chrono::steady_clock;

using Word = std::atomic_ref<std::uint32_t>;

bool take_free(Word state) {
  std::uint32_t expected = 0;
  return state.compare_exchange_strong(expected, 1, std::memory_order_acquire);
}

[[noreturn]] void refuse() {
  throw std::system_error(std::make_error_code(std::errc::operation_not_permitted), "not locked");
}

}  // namespace

void lock(FutexLock& futex_lock) {
  while (!take_free(Word(futex_lock.words[0]))) std::this_thread::yield();
}

bool try_lock(FutexLock& futex_lock) { return take_free(Word(futex_lock.words[0])); }

bool try_lock_for(FutexLock& futex_lock, std::chrono::nanoseconds timeout) {
  const auto deadline = Clock::now() + timeout;
  while (!take_free(Word(futex_lock.words[0]))) {
    if (Clock::now() >= deadline) return false;
    std::this_thread::yield();
  }
  return true;
}

void unlock(FutexLock& futex_lock) {
  if (Word(futex_lock.words[0]).exchange(0, std::memory_order_release) == 0) refuse();
}

}  // namespace lockstep
