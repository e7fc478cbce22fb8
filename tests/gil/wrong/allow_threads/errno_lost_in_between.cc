// expect: wrong result in AllowThreads.KeepsErrno
// unblock_threads() overwrites errno.
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

void AllowThreads::block_threads() {
  if (allowed_) {
    const PutBack put_back;
    lock_.take();
    allowed_ = false;
  }
}

void AllowThreads::unblock_threads() {
  if (!allowed_) {
    lock_.drop();
    allowed_ = true;
  }
}

}  // namespace lockstep
