// SPDX-License-Identifier: MIT
// Another right way: one function brings the lock to the state that is wanted, by a function object
// for each direction.
#include "lessons/gil/allow_threads.h"

#include <cerrno>
#include <functional>

namespace lockstep {
namespace {

void set(bool& allowed, bool wanted, const std::function<void()>& change) {
  if (allowed == wanted) return;
  const int before = errno;
  try {
    change();
  } catch (...) {
    errno = before;
    throw;
  }
  errno = before;
  allowed = wanted;
}

}  // namespace

AllowThreads::AllowThreads(base::GlobalLock& lock) : lock_(lock), allowed_() {
  set(allowed_, true, [&] { lock.drop(); });
}

AllowThreads::~AllowThreads() {
  set(allowed_, false, [this] { lock_.take(); });
}

void AllowThreads::block_threads() {
  set(allowed_, false, [this] { lock_.take(); });
}

void AllowThreads::unblock_threads() {
  set(allowed_, true, [this] { lock_.drop(); });
}

}  // namespace lockstep
