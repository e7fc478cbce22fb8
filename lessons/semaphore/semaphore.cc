// SPDX-License-Identifier: MIT
// Your semaphore. The contract is in semaphore.h; run it with
//   bazel test //lessons/semaphore:semaphore_test
#include "lessons/semaphore/semaphore.h"

#include "lessons/base/not_implemented.h"

namespace lockstep {
namespace {

class MySemaphore : public Semaphore {
 public:
  explicit MySemaphore(int permits) {
    (void)permits;
    not_implemented("make_semaphore");
  }

  void acquire() override { not_implemented("Semaphore::acquire"); }

  bool try_acquire() override { not_implemented("Semaphore::try_acquire"); }

  bool try_acquire_for(std::chrono::nanoseconds timeout) override {
    (void)timeout;
    not_implemented("Semaphore::try_acquire_for");
  }

  void release(int n) override {
    (void)n;
    not_implemented("Semaphore::release");
  }

  int available() const override { not_implemented("Semaphore::available"); }
};

}  // namespace

std::unique_ptr<Semaphore> make_semaphore(int permits) {
  return std::make_unique<MySemaphore>(permits);
}

}  // namespace lockstep
