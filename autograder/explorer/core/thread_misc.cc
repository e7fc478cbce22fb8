// SPDX-License-Identifier: MIT
// Functions about threads that create and end none: yield, gettid, and some that a run refuses.
#include <errno.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "autograder/explorer/core/interpose.h"
#include "autograder/explorer/core/raw.h"
#include "autograder/explorer/core/thread_api.h"
#include "autograder/explorer/core/virtual_time.h"

namespace lockstep::explorer {

void yield(Thread* me, const void* pc) {
  note(me, Op::kYield, nullptr, pc);
  step_back(me);
  give_way(me);
}

}  // namespace lockstep::explorer

namespace explorer = lockstep::explorer;
using explorer::self;
using explorer::Thread;

extern "C" {

int pthread_cancel(pthread_t handle) {
  static constinit int (*next)(pthread_t) = nullptr;
  if (self() != nullptr) return ENOSYS;  // cancellation is not modelled
  return explorer::next_function(next, "pthread_cancel")(handle);
}

int pthread_kill(pthread_t handle, int signal) {
  Thread* me = self();
  if (me == nullptr) return __interceptor_pthread_kill(handle, signal);
  return signal == 0 ? 0 : ENOSYS;  // a parked kernel thread takes no signals
}

int pthread_setname_np(pthread_t handle, const char* name) {
  constexpr int kLongest = 15;
  if (self() == nullptr) return __interceptor_pthread_setname_np(handle, name);
  int size = 0;
  while (name[size] != '\0') ++size;
  return size > kLongest ? ERANGE : 0;  // threads keep the explorer's names within a run
}

int sched_yield() {
  Thread* me = self();
  if (me == nullptr) return static_cast<int>(explorer::raw_syscall(SYS_sched_yield));
  explorer::yield(me, LOCKSTEP_CALLER);
  return 0;
}

pid_t gettid() {
  Thread* me = self();
  return static_cast<pid_t>(me == nullptr ? explorer::raw_syscall(SYS_gettid)
                                          : explorer::model_gettid(me));
}

int get_nprocs() {
  static constinit int (*next)() = nullptr;
  constexpr int kProcessors = 4;  // std::thread::hardware_concurrency: the same everywhere
  if (self() != nullptr) return kProcessors;
  return explorer::next_function(next, "get_nprocs")();
}
}
