// SPDX-License-Identifier: MIT
// right: An object on the stack keeps errno over each call of the lock, however that ends.
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
  unblock_threads();
}

AllowThreads::~AllowThreads() { block_threads(); }

void AllowThreads::block_threads() {
  if (!allowed_) return;
  const KeepErrno keeper;
  lock_.take();
  allowed_ = false;
}

void AllowThreads::unblock_threads() {
  if (allowed_) return;
  const KeepErrno keeper;
  lock_.drop();
  allowed_ = true;
}

}  // namespace lockstep
