// expect: data race in AllowThreads.GuardsWhatIsShared
// errno is kept in a static variable, which all threads use while they do not have the lock.
// SPDX-License-Identifier: MIT
#include "lessons/gil/allow_threads.h"

#include <cerrno>

namespace lockstep {
namespace {

int kept = 0;

struct PutBack {
  PutBack() { kept = errno; }
  ~PutBack() { errno = kept; }
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
