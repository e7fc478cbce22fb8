// expect: lost wakeup in AllowThreads.BlockingCallsOverlap
// Whether the lock is dropped is kept in a static variable for all threads: the second one finds it
// dropped already.
// SPDX-License-Identifier: MIT
#include "lessons/gil/allow_threads.h"

#include <atomic>
#include <cerrno>

namespace lockstep {
namespace {

struct PutBack {
  int error = errno;
  ~PutBack() { errno = error; }
};

std::atomic<bool> dropped{false};

}  // namespace

AllowThreads::AllowThreads(base::GlobalLock& lock) : lock_(lock), allowed_(true) {
  if (dropped.exchange(true)) return;
  const PutBack put_back;
  lock_.drop();
}

AllowThreads::~AllowThreads() {
  if (allowed_ && dropped.exchange(false)) {
    const PutBack put_back;
    lock_.take();
  }
}

void AllowThreads::block_threads() {
  if (allowed_) {
    const PutBack put_back;
    lock_.take();
    allowed_ = false;
  }
}

void AllowThreads::unblock_threads() {
  if (!allowed_) {
    const PutBack put_back;
    lock_.drop();
    allowed_ = true;
  }
}

}  // namespace lockstep
