// SPDX-License-Identifier: MIT
// See pool.h. A pooled pthread is created once and parks; switches then continue it where it
// parked.
#include "autograder/explorer/core/pool.h"

#include <errno.h>
#include <signal.h>
#include <sys/syscall.h>

#include "autograder/explorer/core/explain.h"
#include "autograder/explorer/core/not_joined.h"
#include "autograder/explorer/core/raw.h"
#include "autograder/explorer/core/real.h"
#include "autograder/explorer/core/state.h"
#include "autograder/explorer/core/thread_main.h"
#include "autograder/explorer/core/tsan.h"

namespace lockstep::explorer {
namespace {

struct Birth {
  Thread* thread;
  std::atomic<int> ready{0};
};

void* pool_main(void* argument) {
  auto* birth = static_cast<Birth*>(argument);
  Thread* me = birth->thread;
  std::atomic<int> token{0};
  if (!switches_in_user_mode()) me->context.token = &token;
  me->handle = pthread_self();
  park(me->context, birth->ready);
  for (;;) execute(me);
}

// In user mode, no signal may be delivered to a parked kernel thread: its stack is run by another
// one. In kernel mode it runs itself, and the signals of its faults must reach their handler.
struct SignalsBlocked {
  unsigned long before = 0;
  SignalsBlocked() {
    unsigned long all = switches_in_user_mode() ? ~0ul : 0;
    raw_syscall(SYS_rt_sigprocmask, SIG_BLOCK, reinterpret_cast<long>(&all),
                reinterpret_cast<long>(&before), sizeof all);
  }
  ~SignalsBlocked() {
    raw_syscall(SYS_rt_sigprocmask, SIG_SETMASK, reinterpret_cast<long>(&before), 0, sizeof before);
  }
};

void create(Thread& thread) {
  bool was_active = run.active;
  run.active = false;  // what pthread_create does inside is no step
  Birth birth{&thread};
  int error;
  {
    SignalsBlocked blocked;
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    pthread_t handle;
    error = __interceptor_pthread_create(&handle, &attributes, pool_main, &birth);
    pthread_attr_destroy(&attributes);
    if (error == 0) await_ready(birth.ready);
  }
  run.active = was_active;
  if (error != 0) end_run(Outcome::kFault, "the machine gives no more threads");
  threads_not_joined.fetch_add(1, std::memory_order_relaxed);
  char name[16] = "main";
  if (thread.id != 0) {
    Text text = thread_text(thread.id);
    int at = 0;
    for (; text.c_str()[at] != '\0'; ++at) name[at] = text.c_str()[at];
    name[at] = '\0';
  }
  __interceptor_pthread_setname_np(thread.handle, name);
  save_thread_locals(thread);
  thread.exists = true;
  thread.dirty = false;
}

}  // namespace

Thread& prepare_thread(int id) {
  Thread& thread = threads[id];
  thread.id = id;
  if (!thread.exists) create(thread);
  if (thread.dirty) restore_thread_locals(thread);
  thread.dirty = true;
  thread.result = nullptr;
  thread.finished = thread.detached = thread.joined = thread.seen_by_main = false;
  thread.wait = Wait{};
  thread.changes_seen = 0;
  thread.idle = thread.signs = thread.looks = 0;
  thread.last_sign = thread.last_look = 0;
  thread.watches_since = thread.saw = 0;
  thread.steps = 0;
  thread.waits_since = nullptr;
  thread.bypassed = 0;
  thread.held_robust = 0;
  thread.end_calls = 0;
  thread.keys_used = 0;
  for (ReadAgain& read : thread.reads_again) read.more = 0;
  return thread;
}

void give_up_threads() {
  for (int id = 0; id < run.thread_count; ++id) {
    Thread& thread = threads[id];
    // A finished thread is parked and can be used again, but not the one that found the run stuck.
    if (thread.finished && &thread != current) continue;
    // What the thread did so far happens before all that follows, or its traces in memory that is
    // used again would look like races.
    Thread* as = &thread;
    as_thread(*as, [](void* edge) { __tsan_release(edge); }, &thread.end_edge);
    __tsan_acquire(&thread.end_edge);
    thread.exists = false;
  }
}

}  // namespace lockstep::explorer
