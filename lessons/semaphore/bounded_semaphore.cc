// SPDX-License-Identifier: MIT
// Your bounded semaphore. The contract is in bounded_semaphore.h; run it with
//   bazel test //lessons/semaphore:bounded_semaphore_test
#include "lessons/semaphore/bounded_semaphore.h"

#include "lessons/base/not_implemented.h"

namespace lockstep {
namespace {

class MyBoundedSemaphore : public BoundedSemaphore {
 public:
  explicit MyBoundedSemaphore(int permits) {
    (void)permits;
    not_implemented("make_bounded_semaphore");
  }

  void acquire() override { not_implemented("BoundedSemaphore::acquire"); }

  bool try_acquire() override { not_implemented("BoundedSemaphore::try_acquire"); }

  bool try_acquire_for(std::chrono::nanoseconds timeout) override {
    (void)timeout;
    not_implemented("BoundedSemaphore::try_acquire_for");
  }

  void release(int n) override {
    (void)n;
    not_implemented("BoundedSemaphore::release");
  }

  int available() const override { not_implemented("BoundedSemaphore::available"); }
};

}  // namespace

std::unique_ptr<BoundedSemaphore> make_bounded_semaphore(int permits) {
  return std::make_unique<MyBoundedSemaphore>(permits);
}

}  // namespace lockstep
