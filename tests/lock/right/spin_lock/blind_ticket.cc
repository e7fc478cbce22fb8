// SPDX-License-Identifier: MIT
// right: a ticket lock: threads draw numbers and are served in their order.
#include "lessons/lock/spin_lock.h"

#include <atomic>
#include <cstdint>
#include <thread>

namespace lockstep {
namespace {

class MySpinLock : public SpinLock {
 public:
  void lock() override {
    const std::uint64_t mine = next_.fetch_add(1);
    while (serving_.load() != mine) std::this_thread::yield();
  }

  bool try_lock() override {
    // Draws a number only if that is the one that is served right now.
    std::uint64_t served = serving_.load();
    return next_.compare_exchange_strong(served, served + 1);
  }

  void unlock() override { serving_.fetch_add(1); }

 private:
  std::atomic<std::uint64_t> next_{0};     // the number that is drawn next
  std::atomic<std::uint64_t> serving_{0};  // the number whose thread has the lock; next_: free
};

}  // namespace

std::unique_ptr<SpinLock> make_spin_lock() { return std::make_unique<MySpinLock>(); }

}  // namespace lockstep
