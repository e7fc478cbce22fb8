// expect: data race in SpinLock.NeverTwoInsideByTrying
// An MCS lock. try_lock() shows its node to others with acquire only, so the node may be seen
// unmade.
// SPDX-License-Identifier: MIT
#include "lessons/lock/spin_lock.h"

#include <immintrin.h>

#include <atomic>

namespace lockstep {
namespace {

struct Node {
  std::atomic<Node*> next{nullptr};
  std::atomic<bool> waits{false};
};

class QueueLock : public SpinLock {
 public:
  void lock() override {
    Node* mine = new Node;
    Node* before = tail_.exchange(mine, std::memory_order_acq_rel);
    if (before != nullptr) {
      mine->waits.store(true, std::memory_order_relaxed);
      before->next.store(mine, std::memory_order_release);
      while (mine->waits.load(std::memory_order_acquire)) _mm_pause();
    }
    holder_ = mine;
  }

  bool try_lock() override {
    Node* mine = new Node;
    Node* nobody = nullptr;
    if (!tail_.compare_exchange_strong(nobody, mine, std::memory_order_acquire,
                                       std::memory_order_relaxed)) {
      delete mine;
      return false;
    }
    holder_ = mine;
    return true;
  }

  void unlock() override {
    Node* mine = holder_;
    Node* next = mine->next.load(std::memory_order_acquire);
    if (next == nullptr) {
      Node* last = mine;
      if (tail_.compare_exchange_strong(last, nullptr, std::memory_order_release,
                                        std::memory_order_relaxed)) {
        delete mine;
        return;
      }
      // Somebody has joined the queue, and is about to say who it is.
      while ((next = mine->next.load(std::memory_order_acquire)) == nullptr) _mm_pause();
    }
    delete mine;
    next->waits.store(false, std::memory_order_release);
  }

 private:
  std::atomic<Node*> tail_{nullptr};
  Node* holder_ = nullptr;  // the holder's node; guarded by the lock itself
};

}  // namespace

std::unique_ptr<SpinLock> make_spin_lock() { return std::make_unique<QueueLock>(); }

}  // namespace lockstep
