// SPDX-License-Identifier: MIT
// pthread_create, join, detach, exit. See thread_misc.cc for the rest.
#include "autograder/explorer/core/thread_api.h"

#include <errno.h>

#include "autograder/explorer/core/interpose.h"
#include "autograder/explorer/core/not_joined.h"
#include "autograder/explorer/core/pool.h"

namespace lockstep::explorer {
namespace {

bool asks_detached(const pthread_attr_t* attributes) {
  int state = PTHREAD_CREATE_JOINABLE;
  if (attributes != nullptr) pthread_attr_getdetachstate(attributes, &state);
  return state == PTHREAD_CREATE_DETACHED;
}

int create(Thread* me, pthread_t* handle, const pthread_attr_t* attributes, void* (*start)(void*),
           void* argument, const void* pc) {
  if (run.thread_count == kMaxThreads) return EAGAIN;
  point(me, Op::kCreate, reinterpret_cast<const void*>(static_cast<intptr_t>(run.thread_count)),
        pc);
  Thread& thread = prepare_thread(run.thread_count++);
  thread.start = start;
  thread.argument = argument;
  thread.detached = asks_detached(attributes);
  thread.op = Op::kStart;
  thread.op_object = &thread;
  ++run.live;
  run.enabled.add(thread.id);
  run.strategy->created(thread.id);
  *handle = thread.handle;
  __tsan_release(&thread.start_edge);
  changed(me);
  return 0;
}

// The thread of this run that has the handle, or null.
Thread* thread_of(pthread_t handle) {
  for (int id = 0; id < run.thread_count; ++id) {
    if (threads[id].handle == handle) return &threads[id];
  }
  return nullptr;
}

[[noreturn]] void thread_misuse(Thread* me, const char* does, const Thread& thread,
                                const char* but) {
  Text text;
  end_run(Outcome::kMisuse,
          text << thread_text(me->id).c_str() << does << thread_text(thread.id).c_str() << but);
}

int join(Thread* me, pthread_t handle, void** result, int64_t deadline, const void* pc) {
  Thread* thread = thread_of(handle);
  if (thread == nullptr) return ESRCH;
  if (thread == me) return EDEADLK;
  if (thread->joined) thread_misuse(me, " joins ", *thread, ", which was joined before");
  if (thread->detached) return EINVAL;
  note(me, Op::kJoin, reinterpret_cast<const void*>(static_cast<intptr_t>(thread->id)), pc);
  static constinit Object nothing;  // want() needs an object; a thread has none
  if (!thread->finished && deadline <= run.now) {
    give_way(me);
    if (!thread->finished) return ETIMEDOUT;
  } else {
    me->wait.thread = thread->id;
    if (!want(me, WaitFor::kJoin, nothing, nothing.waiters, thread->finished, deadline)) {
      return ETIMEDOUT;
    }
  }
  if (thread->joined) thread_misuse(me, " joins ", *thread, ", which was joined before");
  thread->joined = true;
  if (me->id == 0) thread->seen_by_main = true;
  __tsan_acquire(&thread->end_edge);
  if (result != nullptr) *result = thread->result;
  changed(me);
  return 0;
}

int try_join(Thread* me, pthread_t handle, void** result, const void* pc) {
  Thread* thread = thread_of(handle);
  if (thread != nullptr && thread != me && !thread->joined && !thread->detached) {
    point(me, Op::kJoin, reinterpret_cast<const void*>(static_cast<intptr_t>(thread->id)), pc);
    if (!thread->finished) {
      unchanged(me);
      return EBUSY;
    }
  }
  return join(me, handle, result, kForever, pc);
}

int detach(Thread* me, pthread_t handle, const void* pc) {
  Thread* thread = thread_of(handle);
  if (thread == nullptr) return ESRCH;
  point(me, Op::kDetach, reinterpret_cast<const void*>(static_cast<intptr_t>(thread->id)), pc);
  if (thread->joined) thread_misuse(me, " detaches ", *thread, ", which was joined before");
  if (thread->detached) return EINVAL;
  thread->detached = true;
  return 0;
}

// A thread outside of runs.
int make_real(pthread_t* handle, const pthread_attr_t* attributes, void* (*start)(void*),
              void* argument) {
  threads_not_joined.fetch_add(1, std::memory_order_relaxed);
  const int error = __interceptor_pthread_create(handle, attributes, start, argument);
  if (error != 0) threads_not_joined.fetch_sub(1, std::memory_order_relaxed);
  return error;
}

// What a join outside of runs returned.
int joined(int error) {
  if (error == 0) threads_not_joined.fetch_sub(1, std::memory_order_relaxed);
  return error;
}

}  // namespace

constinit std::atomic<int> threads_not_joined = 0;

}  // namespace lockstep::explorer

namespace explorer = lockstep::explorer;
using explorer::self;
using explorer::Thread;

extern "C" {

int pthread_create(pthread_t* handle, const pthread_attr_t* attributes, void* (*start)(void*),
                   void* argument) {
  Thread* me = self();
  if (me == nullptr) return explorer::make_real(handle, attributes, start, argument);
  return explorer::create(me, handle, attributes, start, argument, LOCKSTEP_CALLER);
}

int pthread_join(pthread_t handle, void** result) {
  Thread* me = self();
  if (me == nullptr) return explorer::joined(__interceptor_pthread_join(handle, result));
  return explorer::join(me, handle, result, explorer::kForever, LOCKSTEP_CALLER);
}

int pthread_tryjoin_np(pthread_t handle, void** result) {
  Thread* me = self();
  if (me == nullptr) return explorer::joined(__interceptor_pthread_tryjoin_np(handle, result));
  return explorer::try_join(me, handle, result, LOCKSTEP_CALLER);
}

int pthread_clockjoin_np(pthread_t handle, void** result, clockid_t clock, const timespec* at) {
  static constinit int (*next)(pthread_t, void**, clockid_t, const timespec*) = nullptr;
  Thread* me = self();
  if (me == nullptr) {
    return explorer::joined(
        explorer::next_function(next, "pthread_clockjoin_np")(handle, result, clock, at));
  }
  int64_t deadline;
  if (!explorer::to_deadline(clock, at, &deadline)) return EINVAL;
  return explorer::join(me, handle, result, deadline, LOCKSTEP_CALLER);
}

int pthread_timedjoin_np(pthread_t handle, void** result, const timespec* at) {
  Thread* me = self();
  if (me == nullptr)
    return explorer::joined(__interceptor_pthread_timedjoin_np(handle, result, at));
  int64_t deadline;
  if (!explorer::to_deadline(CLOCK_REALTIME, at, &deadline)) return EINVAL;
  return explorer::join(me, handle, result, deadline, LOCKSTEP_CALLER);
}

int pthread_detach(pthread_t handle) {
  Thread* me = self();
  if (me == nullptr) return __interceptor_pthread_detach(handle);
  return explorer::detach(me, handle, LOCKSTEP_CALLER);
}

void pthread_exit(void* result) {
  Thread* me = self();
  if (me == nullptr) __interceptor_pthread_exit(result);
  explorer::unwind_thread(me, result);
}
}
