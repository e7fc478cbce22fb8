// expect: data race in AllowThreads.GuardsWhatIsShared
// block_threads() notes that others are blocked, and does not take the lock.
// SPDX-License-Identifier: MIT
#include "lessons/gil/allow_threads.h"

#include <cerrno>

namespace lockstep {
namespace {

struct PutBack {
  int error = errno;
  ~PutBack() { errno = error; }
};

}  // namespace

AllowThreads::AllowThreads(base::GlobalLock& lock) : lock_(lock), allowed_(true) {
  const PutBack put_back;
  lock_.drop();
}

AllowThreads::~AllowThreads() {
  if (allowed_) {
    const PutBack put_back;
    lock_.take();
  }
}

void AllowThreads::block_threads() { allowed_ = false; }

void AllowThreads::unblock_threads() { allowed_ = true; }

}  // namespace lockstep
