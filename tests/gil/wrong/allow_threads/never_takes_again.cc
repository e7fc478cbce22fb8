// expect: wrong result in AllowThreads.DropsForTheBlock
// At the end of the block the lock is not taken again.
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

AllowThreads::~AllowThreads() {}

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
