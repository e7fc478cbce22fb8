// expect: wrong result in SpinLock.EachLockIsItsOwn
// The queue node is thread_local: with a second lock a thread forgets who waits for its first one.
// SPDX-License-Identifier: MIT
#include "lessons/lock/spin_lock.h"

#include <atomic>
#include <thread>

namespace lockstep {
namespace {

struct Node {
  std::atomic<Node*> next{nullptr};
  std::atomic<bool> waits{false};
};

thread_local Node node;

class MySpinLock : public SpinLock {
 public:
  void lock() override {
    node.next.store(nullptr);
    node.waits.store(true);
    Node* ahead = last_.exchange(&node);
    if (ahead == nullptr) return;
    ahead->next.store(&node);
    while (node.waits.load()) std::this_thread::yield();
  }

  bool try_lock() override {
    node.next.store(nullptr);
    Node* none = nullptr;
    return last_.compare_exchange_strong(none, &node);
  }

  void unlock() override {
    Node* mine = &node;
    if (node.next.load() == nullptr && last_.compare_exchange_strong(mine, nullptr)) return;
    // Somebody is behind, and may not have said so yet.
    while (node.next.load() == nullptr) std::this_thread::yield();
    node.next.load()->waits.store(false);
  }

 private:
  std::atomic<Node*> last_{nullptr};
};

}  // namespace

std::unique_ptr<SpinLock> make_spin_lock() { return std::make_unique<MySpinLock>(); }

}  // namespace lockstep
