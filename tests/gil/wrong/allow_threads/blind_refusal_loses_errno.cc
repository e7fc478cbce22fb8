// expect: wrong result in AllowThreads.ARefusalKeepsErrno
// When the lock refuses, errno is what the failed drop() left: the constructor changes it. One
// function goes from one state to the other; which member of the lock does it is its argument.
// SPDX-License-Identifier: MIT
#include "lessons/gil/allow_threads.h"

#include <cerrno>

namespace lockstep {
namespace {

using Step = void (base::GlobalLock::*)();

// `allowed` is what it is before the step, and the contrary of `wanted` if there is one to do.
void go_to(bool wanted, bool& allowed, base::GlobalLock& lock, Step step) {
  if (allowed == wanted) return;
  const int left = errno;
  (lock.*step)();
  allowed = wanted;
  errno = left;
}

}  // namespace

AllowThreads::AllowThreads(base::GlobalLock& lock) : lock_(lock), allowed_(false) {
  go_to(true, allowed_, lock_, &base::GlobalLock::drop);
}

AllowThreads::~AllowThreads() { go_to(false, allowed_, lock_, &base::GlobalLock::take); }

void AllowThreads::block_threads() { go_to(false, allowed_, lock_, &base::GlobalLock::take); }

void AllowThreads::unblock_threads() { go_to(true, allowed_, lock_, &base::GlobalLock::drop); }

}  // namespace lockstep
