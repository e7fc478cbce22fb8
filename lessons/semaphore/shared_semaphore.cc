// SPDX-License-Identifier: MIT
// Your shared semaphore. The contract is in shared_semaphore.h; run it with
//   bazel test //lessons/semaphore:shared_semaphore_test
#include "lessons/semaphore/shared_semaphore.h"

#include "lessons/base/not_implemented.h"

namespace lockstep {

void init(SharedSemaphore& semaphore, int permits) {
  (void)semaphore;
  (void)permits;
  not_implemented("init");
}

void acquire(SharedSemaphore& semaphore) {
  (void)semaphore;
  not_implemented("acquire");
}

bool try_acquire(SharedSemaphore& semaphore) {
  (void)semaphore;
  not_implemented("try_acquire");
}

bool try_acquire_for(SharedSemaphore& semaphore, std::chrono::nanoseconds timeout) {
  (void)semaphore;
  (void)timeout;
  not_implemented("try_acquire_for");
}

void release(SharedSemaphore& semaphore, int n) {
  (void)semaphore;
  (void)n;
  not_implemented("release");
}

int available(const SharedSemaphore& semaphore) {
  (void)semaphore;
  not_implemented("available");
}

}  // namespace lockstep
