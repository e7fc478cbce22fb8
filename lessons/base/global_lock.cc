// SPDX-License-Identifier: MIT
// Tickets: who comes draws the next number, and has the lock when its number is served.
#include "lessons/base/global_lock.h"

#include <condition_variable>
#include <mutex>
#include <stdexcept>
#include <system_error>
#include <thread>

namespace lockstep {
namespace base {
namespace {

class TurnLock : public GlobalLock {
 public:
  explicit TurnLock(int every) : every_(every) {
    if (every < 1) throw std::invalid_argument("a turn lock counts to 1 or more");
  }

  void take() override {
    std::unique_lock<std::mutex> guard(mutex_);
    const long mine = drawn_++;
    served_changed_.wait(guard, [&] { return served_ == mine; });
    holder_ = std::this_thread::get_id();
    looks_ = 0;
  }

  void drop() override {
    const std::lock_guard<std::mutex> guard(mutex_);
    if (holder_ != std::this_thread::get_id()) {
      throw std::system_error(std::make_error_code(std::errc::operation_not_permitted),
                              "drop() by a thread that does not have the lock");
    }
    holder_ = std::thread::id();
    ++served_;
    // All, since only one of them has the number that is served, and nobody knows which.
    served_changed_.notify_all();
  }

  bool drop_requested() const override {
    const std::lock_guard<std::mutex> guard(mutex_);
    // The number after the holder's has been drawn: somebody waits.
    return ++looks_ >= every_ && drawn_ > served_ + 1;
  }

 private:
  const int every_;
  mutable std::mutex mutex_;
  std::condition_variable served_changed_;
  // Guarded by mutex_.
  std::thread::id holder_;
  long drawn_ = 0;
  long served_ = 0;
  mutable int looks_ = 0;  // since the lock was taken
};

}  // namespace

std::unique_ptr<GlobalLock> make_turn_lock(int every) { return std::make_unique<TurnLock>(every); }

}  // namespace base
}  // namespace lockstep
