// expect: lost wakeup in SharedSemaphore.OtherProcessesAreWoken
// A static mutex and condition variable: each process has its own.
// SPDX-License-Identifier: MIT
#include "lessons/semaphore/shared_semaphore.h"

#include <condition_variable>
#include <mutex>
#include <stdexcept>

namespace lockstep {
namespace {

std::mutex mutex;
std::condition_variable released;

bool take(SharedSemaphore& semaphore) {
  if (semaphore.words[0] == 0) return false;
  --semaphore.words[0];
  return true;
}

}  // namespace

void init(SharedSemaphore& semaphore, int permits) {
  if (permits < 0) throw std::invalid_argument("init: less than no permits");
  const std::lock_guard lock(mutex);
  semaphore.words[0] = static_cast<std::uint32_t>(permits);
}

void acquire(SharedSemaphore& semaphore) {
  std::unique_lock lock(mutex);
  released.wait(lock, [&] { return take(semaphore); });
}

bool try_acquire(SharedSemaphore& semaphore) {
  const std::lock_guard lock(mutex);
  return take(semaphore);
}

bool try_acquire_for(SharedSemaphore& semaphore, std::chrono::nanoseconds timeout) {
  std::unique_lock lock(mutex);
  return released.wait_for(lock, timeout, [&] { return take(semaphore); });
}

void release(SharedSemaphore& semaphore, int n) {
  if (n < 1) throw std::invalid_argument("release: less than one permit");
  const std::lock_guard lock(mutex);
  semaphore.words[0] += static_cast<std::uint32_t>(n);
  released.notify_all();
}

int available(const SharedSemaphore& semaphore) {
  const std::lock_guard lock(mutex);
  return static_cast<int>(semaphore.words[0]);
}

}  // namespace lockstep
