// SPDX-License-Identifier: MIT
// right: a CLH queue in front of the lock: only the first of the queue spins on the lock itself.
#include "lessons/lock/spin_lock.h"

#include <atomic>
#include <thread>

namespace lockstep {
namespace {

// A place in the queue. Its thread leaves it when it has got the lock.
struct Place {
  std::atomic<bool> left;
};

class MySpinLock : public SpinLock {
 public:
  ~MySpinLock() override { delete last_.load(); }

  void lock() override {
    Place* mine = new Place{false};
    Place* ahead = last_.exchange(mine);
    while (!ahead->left.load()) std::this_thread::yield();
    delete ahead;  // nobody else knows it any more
    while (!take()) std::this_thread::yield();
    mine->left.store(true);  // now it belongs to the thread behind, or to last_
  }

  bool try_lock() override { return take(); }

  void unlock() override { held_.store(false); }

 private:
  bool take() { return !held_.load() && !held_.exchange(true); }

  std::atomic<bool> held_{false};
  std::atomic<Place*> last_{new Place{true}};  // the end of the queue
};

}  // namespace

std::unique_ptr<SpinLock> make_spin_lock() { return std::make_unique<MySpinLock>(); }

}  // namespace lockstep
