// SPDX-License-Identifier: MIT
// right: the owner is an atomic number that each thread gets once; who waits sleeps on a futex that
// counts the wakeups.
#include "lessons/lock/recursive_lock.h"

#include <linux/futex.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <optional>
#include <system_error>

namespace lockstep {
namespace {

using std::chrono::nanoseconds;
using std::chrono::steady_clock;
using Deadline = std::optional<steady_clock::time_point>;  // nothing: waits for ever

// A number that no other thread has or had; never 0.
std::uint64_t self() {
  static std::atomic<std::uint64_t> last{0};
  thread_local const std::uint64_t mine = ++last;
  return mine;
}

class MyRecursiveLock : public RecursiveLock {
 public:
  void lock() override {
    if (!try_lock()) wait_for_it(std::nullopt);
  }

  bool try_lock() override {
    std::uint64_t owner = 0;
    if (!owner_.compare_exchange_strong(owner, self()) && owner != self()) return false;
    ++depth_;
    return true;
  }

  bool try_lock_for(nanoseconds timeout) override {
    if (timeout <= nanoseconds(0)) return try_lock();
    const Deadline deadline = steady_clock::now() + timeout;
    return try_lock() || wait_for_it(deadline);
  }

  void unlock() override {
    if (owner_.load() != self()) {
      throw std::system_error(std::make_error_code(std::errc::operation_not_permitted));
    }
    if (--depth_ > 0) return;
    owner_.store(0);
    // Who is not counted yet looks at owner_ after this, and does not sleep.
    if (sleepers_.load() == 0) return;
    bell_.fetch_add(1);
    ::syscall(SYS_futex, &bell_, FUTEX_WAKE_PRIVATE, 1, nullptr, nullptr, 0);
  }

 private:
  bool wait_for_it(const Deadline& deadline) {
    sleepers_.fetch_add(1);
    bool took = false;
    for (;;) {
      const std::uint32_t rung = bell_.load();  // before the look: a later unlock() rings again
      took = try_lock();
      if (took || (deadline && steady_clock::now() >= *deadline)) break;
      sleep_until_rung(rung, deadline);
    }
    sleepers_.fetch_sub(1);
    return took;
  }

  void sleep_until_rung(std::uint32_t rung, const Deadline& deadline) {
    timespec rest{};
    if (deadline) {
      const auto left = std::max(nanoseconds(0), nanoseconds(*deadline - steady_clock::now()));
      rest.tv_sec = static_cast<time_t>(left.count() / 1000000000);
      rest.tv_nsec = static_cast<long>(left.count() % 1000000000);
    }
    ::syscall(SYS_futex, &bell_, FUTEX_WAIT_PRIVATE, rung, deadline ? &rest : nullptr, nullptr, 0);
  }

  std::atomic<std::uint64_t> owner_{0};  // 0: the lock is free
  int depth_ = 0;                        // the owner's
  std::atomic<int> sleepers_{0};         // threads that wait
  std::atomic<std::uint32_t> bell_{0};   // how often sleepers were woken
  static_assert(sizeof(bell_) == sizeof(std::uint32_t));
};

}  // namespace

std::unique_ptr<RecursiveLock> make_recursive_lock() { return std::make_unique<MyRecursiveLock>(); }

}  // namespace lockstep
