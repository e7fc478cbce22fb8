// SPDX-License-Identifier: MIT
// Model answer for lessons/lock/recursive_lock.h: an owner and a depth, a mutex that guards both,
// and a condition variable to sleep on. The mutex is held for a moment within each call, never
// while the caller owns the lock.
//
// Invariant while the mutex is free: depth_ is 0 and owner_ is no thread, or depth_ is 1 or more
// and owner_ is the thread that owns the lock.
#include "lessons/lock/recursive_lock.h"

#include <condition_variable>
#include <mutex>
#include <system_error>
#include <thread>

namespace lockstep {
namespace {

class OwnedLock : public RecursiveLock {
 public:
  void lock() override {
    std::unique_lock<std::mutex> guard(mutex_);
    // With a predicate, so a loop: a thread that comes by may take the lock before the woken one
    // has the mutex again, and a condition variable may wake a thread for no reason.
    freed_.wait(guard, [this] { return mine_or_free(); });
    enter();
  }

  bool try_lock() override {
    // Waits for the mutex, which nobody holds for long, but never for an owner. A try_lock() of the
    // mutex would fail when another thread is just looking, though nobody owns the lock.
    const std::lock_guard<std::mutex> guard(mutex_);
    if (!mine_or_free()) return false;
    enter();
    return true;
  }

  bool try_lock_for(std::chrono::nanoseconds timeout) override {
    // Computed once: a wakeup in vain must not start the time-out again.
    const auto deadline = std::chrono::steady_clock::now() + timeout;
    std::unique_lock<std::mutex> guard(mutex_);
    // Looks once more after the deadline, so a thread that was notified and came late does not
    // leave with a notification that somebody else needs. Nothing is changed before it is certain,
    // so giving up has nothing to undo.
    if (!freed_.wait_until(guard, deadline, [this] { return mine_or_free(); })) return false;
    enter();
    return true;
  }

  void unlock() override {
    // A guard, not lock() and unlock() by hand: the throw must not leave the mutex locked.
    const std::lock_guard<std::mutex> guard(mutex_);
    // One question for both errors: a free lock is owned by no thread, so it is not owned by this.
    if (owner_ != std::this_thread::get_id()) {
      throw std::system_error(std::make_error_code(std::errc::operation_not_permitted),
                              "unlock() by a thread that does not own the lock");
    }
    if (--depth_ > 0) return;
    // Forgotten at once. A lock that remembers its last owner would let that thread unlock a free
    // lock, and so would it a new thread that was given the id of the old one.
    owner_ = std::thread::id();
    // One is enough: all who wait want the same, each takes all of it, and wakes the next in turn.
    freed_.notify_one();
  }

 private:
  // These need the mutex.
  bool mine_or_free() const { return depth_ == 0 || owner_ == std::this_thread::get_id(); }

  void enter() {
    owner_ = std::this_thread::get_id();
    ++depth_;
  }

  std::mutex mutex_;
  std::condition_variable freed_;
  std::thread::id owner_;  // guarded by mutex_; the id of no thread while the lock is free
  int depth_ = 0;          // guarded by mutex_
};

}  // namespace

std::unique_ptr<RecursiveLock> make_recursive_lock() { return std::make_unique<OwnedLock>(); }

}  // namespace lockstep

// Another way keeps a plain mutex locked for as long as the lock is owned, and the owner in a
// std::atomic<std::thread::id>. It is faster: the owner locks again without touching the mutex. It
// is right, though it looks daring: a thread that reads the owner without the mutex sees its own id
// only if it wrote it itself and has not cleared it since. Any other value, old or new, says "not
// me", and that is all it needs to know. So the owner must be atomic, must be cleared before the
// mutex is unlocked, and the depth must be touched by the owner only.
//
// The standard library has std::recursive_mutex and std::recursive_timed_mutex (<mutex>). What
// differs:
// - An unlock by a stranger is undefined behaviour there. A pthread_mutex_t of the type
//   PTHREAD_MUTEX_RECURSIVE returns EPERM, and so can be used for this exercise as it is.
// - try_lock() may fail although nobody owns the mutex.
// - Neither tells its owner or depth. std::unique_lock remembers whether it locked, and throws the
//   same std::system_error when it is asked to unlock what it has not.
// Python has threading.RLock, whose rules these are: release() by a stranger raises RuntimeError.
// The locks that Java has in every object are recursive too.
