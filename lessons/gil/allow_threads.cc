// SPDX-License-Identifier: MIT
// Your allow_threads. The contract is in allow_threads.h; run it with
//   bazel test //lessons/gil:allow_threads_test
#include "lessons/gil/allow_threads.h"

#include "lessons/base/not_implemented.h"

namespace lockstep {

AllowThreads::AllowThreads(base::GlobalLock& lock) : lock_(lock), allowed_(false) {
  not_implemented("AllowThreads::AllowThreads");
}

// A destructor must not throw, so this one does not say that it is not implemented yet either.
AllowThreads::~AllowThreads() {}

void AllowThreads::block_threads() { not_implemented("AllowThreads::block_threads"); }

void AllowThreads::unblock_threads() { not_implemented("AllowThreads::unblock_threads"); }

}  // namespace lockstep
