// SPDX-License-Identifier: MIT
// right: one word that names the holder's thread, taken by compare_exchange; between its looks a
// waiting thread pauses longer and longer, and then gives way.
#include "lessons/lock/spin_lock.h"

#include <atomic>
#include <functional>
#include <thread>

namespace lockstep {
namespace {

class BackoffLock : public SpinLock {
 public:
  void lock() override {
    for (int pauses = 1; !try_lock(); pauses = pauses < kMost ? pauses * 2 : pauses) {
      for (int pause = 0; pause < pauses; ++pause) __builtin_ia32_pause();
      if (pauses == kMost) std::this_thread::yield();
    }
  }

  bool try_lock() override {
    std::size_t expected = kNobody;
    return holder_.compare_exchange_strong(expected, me());
  }

  void unlock() override { holder_.store(kNobody); }

 private:
  static constexpr int kMost = 32;
  static constexpr std::size_t kNobody = 0;

  // Never kNobody: the lowest bit is set.
  static std::size_t me() { return std::hash<std::thread::id>()(std::this_thread::get_id()) | 1; }

  std::atomic<std::size_t> holder_{kNobody};
};

}  // namespace

std::unique_ptr<SpinLock> make_spin_lock() { return std::make_unique<BackoffLock>(); }

}  // namespace lockstep
