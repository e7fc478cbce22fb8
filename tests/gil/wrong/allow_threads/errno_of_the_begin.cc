// expect: wrong result in AllowThreads.KeepsErrno
// The end of the block puts back the errno from before the block, and the error of the call is
// lost.
// SPDX-License-Identifier: MIT
#include "lessons/gil/allow_threads.h"

#include <cerrno>

namespace lockstep {
namespace {

struct PutBack {
  int error = errno;
  ~PutBack() { errno = error; }
};

thread_local int error_at_the_begin = 0;

}  // namespace

AllowThreads::AllowThreads(base::GlobalLock& lock) : lock_(lock), allowed_(true) {
  const PutBack put_back;
  lock_.drop();
  error_at_the_begin = put_back.error;
}

AllowThreads::~AllowThreads() {
  if (allowed_) {
    lock_.take();
    errno = error_at_the_begin;
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
