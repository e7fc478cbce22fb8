// SPDX-License-Identifier: MIT
// right: a ticket lock. Threads get the lock in the order in which they came.
#include "lessons/lock/spin_lock.h"

#include <immintrin.h>

#include <atomic>
#include <cstdint>

namespace lockstep {
namespace {

class TicketLock : public SpinLock {
 public:
  void lock() override {
    const std::uint32_t ticket = next_.fetch_add(1, std::memory_order_relaxed);
    while (serving_.load(std::memory_order_acquire) != ticket) _mm_pause();
  }

  // Draws the next ticket only if its turn is now. Should others have drawn 2^32 tickets between
  // the two steps, the number is right again, and so is the answer.
  bool try_lock() override {
    std::uint32_t turn = serving_.load(std::memory_order_acquire);
    return next_.compare_exchange_strong(turn, turn + 1, std::memory_order_relaxed);
  }

  // Only the holder changes it.
  void unlock() override {
    serving_.store(serving_.load(std::memory_order_relaxed) + 1, std::memory_order_release);
  }

 private:
  std::atomic<std::uint32_t> next_{0};
  std::atomic<std::uint32_t> serving_{0};
};

}  // namespace

std::unique_ptr<SpinLock> make_spin_lock() { return std::make_unique<TicketLock>(); }

}  // namespace lockstep
