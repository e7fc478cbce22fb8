// expect: wrong result in AllowThreads.BlocksForAWhile
// unblock_threads() drops the lock only when that is requested just then: who comes later waits
// for the whole blocking call. An object on the stack keeps errno over each call of the lock,
// however that ends.
// SPDX-License-Identifier: MIT
#include "lessons/gil/allow_threads.h"

#include <cerrno>

namespace lockstep {
namespace {

class KeepErrno {
 public:
  KeepErrno() : kept_(errno) {}
  ~KeepErrno() { errno = kept_; }
  KeepErrno(const KeepErrno&) = delete;
  KeepErrno& operator=(const KeepErrno&) = delete;

 private:
  const int kept_;
};

}  // namespace

AllowThreads::AllowThreads(base::GlobalLock& lock) : lock_(lock), allowed_(false) {
  const KeepErrno keeper;
  lock_.drop();
  allowed_ = true;
}

AllowThreads::~AllowThreads() { block_threads(); }

void AllowThreads::block_threads() {
  if (!allowed_) return;
  const KeepErrno keeper;
  lock_.take();
  allowed_ = false;
}

void AllowThreads::unblock_threads() {
  const KeepErrno keeper;
  if (allowed_ || !lock_.drop_requested()) return;
  lock_.drop();
  allowed_ = true;
}

}  // namespace lockstep
