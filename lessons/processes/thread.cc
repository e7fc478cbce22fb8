// SPDX-License-Identifier: MIT
// Your thread. The contract is in thread.h; run it with
//   bazel test //lessons/processes:thread_test
#include "lessons/processes/thread.h"

#include "lessons/base/not_implemented.h"

namespace lockstep {

struct Thread::State {};

Thread::Thread(std::function<void()> function, ThreadOptions options) {
  (void)function;
  (void)options;
  not_implemented("Thread::Thread");
}

Thread::~Thread() = default;

void Thread::run() { not_implemented("Thread::run"); }

void Thread::start() { not_implemented("Thread::start"); }

void Thread::join() { not_implemented("Thread::join"); }

bool Thread::is_alive() const { not_implemented("Thread::is_alive"); }

std::string Thread::name() const { not_implemented("Thread::name"); }

bool Thread::daemon() const { not_implemented("Thread::daemon"); }

Thread* Thread::current() { not_implemented("Thread::current"); }

void set_exception_hook(ExceptionHook hook) {
  (void)hook;
  not_implemented("set_exception_hook");
}

void join_others() { not_implemented("join_others"); }

void run_all(int count, const std::function<void(int number)>& function) {
  (void)count;
  (void)function;
  not_implemented("run_all");
}

}  // namespace lockstep
