// SPDX-License-Identifier: MIT
// Model answer for lessons/gil/allow_threads.h: a lock guard turned round. The one thing that it
// has to remember is whether the lock is dropped; the one thing that it has to keep is errno.
#include "lessons/gil/allow_threads.h"

#include <cerrno>

namespace lockstep {
namespace {

// Puts errno back. To take the lock the thread may have to sleep, and system calls that sleep set
// errno: EAGAIN, EINTR, ETIMEDOUT. So the error of the call that the block is for would be gone
// just when it is to be reported. A destructor, as the lock may throw.
class KeptErrno {
 public:
  KeptErrno() = default;
  ~KeptErrno() { errno = kept_; }
  KeptErrno(const KeptErrno&) = delete;
  KeptErrno& operator=(const KeptErrno&) = delete;

 private:
  const int kept_ = errno;
};

}  // namespace

// If drop() throws, there is no object and its destructor does not run: a lock that was not dropped
// is not taken.
AllowThreads::AllowThreads(base::GlobalLock& lock) : lock_(lock), allowed_(false) {
  unblock_threads();
}

// Runs at the end of the block however it is left: return, break, or an exception. That is why this
// is a class and not a pair of functions.
AllowThreads::~AllowThreads() { block_threads(); }

void AllowThreads::block_threads() {
  if (!allowed_) return;
  const KeptErrno kept;
  lock_.take();
  allowed_ = false;
}

void AllowThreads::unblock_threads() {
  if (allowed_) return;
  const KeptErrno kept;
  lock_.drop();
  allowed_ = true;
}

}  // namespace lockstep

// CPython has four macros for it: Py_BEGIN_ALLOW_THREADS, Py_END_ALLOW_THREADS, Py_BLOCK_THREADS
// and Py_UNBLOCK_THREADS. C has no destructors, so each way out of the block must be written with
// care; pybind11 has the class, py::gil_scoped_release.
//
// The standard library has std::unique_lock, which is the other way round: locked in its block,
// unlocked for a while by unlock() and lock(), and it remembers which. A type with lock() and
// unlock() that call drop() and take() makes a std::lock_guard of it the whole exercise, but for
// errno.
