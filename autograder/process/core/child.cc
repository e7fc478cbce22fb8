// SPDX-License-Identifier: MIT
// Makes a child. ThreadSanitizer's fork gets ready for the child of a process with threads: it
// looks in a table of four megabytes for what they had locked, and starts a thread of its own.
// Where no other thread is, that is a thousand page faults in each child for nothing, more than
// half of what a fork costs. The thread that the first process has of ThreadSanitizer sleeps and
// looks (LLVM 19); with its options of tsan_options.cc it takes no lock, so none is lost.
#include <errno.h>
#include <pthread.h>
#include <unistd.h>

#include "autograder/explorer/core/not_joined.h"
#include "autograder/process/core/real.h"
#include "autograder/process/core/trouble.h"

// ThreadSanitizer's handler of forks (LLVM 19). Where it has another name it is run like any other.
[[gnu::weak]] void atfork_child();

extern "C" {
int __register_atfork(void (*)(), void (*)(), void (*)(), void*);
extern void* __dso_handle;
}

namespace lockstep::process {
namespace {

struct Handlers {
  void (*before)();
  void (*in_parent)();
  void (*in_child)();
};

// Those of pthread_atfork() but ThreadSanitizer's, which comes before any constructor has run.
constexpr int kMostHandlers = 16;
constinit Handlers handlers[kMostHandlers] = {};
constinit int handler_count = 0;

void run(void (*handler)()) {
  if (handler != nullptr) handler();
}

pid_t fork_alone() {
  for (int i = handler_count; i-- > 0;) run(handlers[i].before);
  const pid_t child = ::_Fork();
  const int why = errno;
  for (int i = 0; i < handler_count; ++i) {
    run(child == 0 ? handlers[i].in_child : handlers[i].in_parent);
  }
  errno = why;
  return child;
}

}  // namespace

pid_t make_child() {
  const bool alone = explorer::threads_not_joined.load(std::memory_order_relaxed) == 0 &&
                     handler_count < kMostHandlers;
  return alone ? fork_alone() : __interceptor_fork();
}

}  // namespace lockstep::process

extern "C" int pthread_atfork(void (*before)(), void (*in_parent)(), void (*in_child)()) noexcept {
  using lockstep::process::handler_count;
  const bool sanitizer = in_child != nullptr && in_child == atfork_child;
  if (!sanitizer && handler_count < lockstep::process::kMostHandlers) {
    lockstep::process::handlers[handler_count++] = {before, in_parent, in_child};
  }
  return __register_atfork(before, in_parent, in_child, &__dso_handle);
}
