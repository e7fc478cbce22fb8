// SPDX-License-Identifier: MIT
// Destructors: of thread_locals, of thread-specific data, and of statics that a run constructed.
// Pooled threads never end, so the explorer runs these itself where a thread or a run ends.
#include "autograder/explorer/core/interpose.h"
#include "autograder/explorer/core/pool.h"
#include "autograder/explorer/core/state.h"

namespace lockstep::explorer {
namespace {

constexpr int kMostAtEnd = sizeof(Thread::at_end) / sizeof(AtThreadEnd);
constexpr int kMostKeys = sizeof(Thread::keys) / sizeof(pthread_key_t);
constexpr pthread_key_t kKeys = 1024;  // PTHREAD_KEYS_MAX
constexpr int kRounds = 4;             // PTHREAD_DESTRUCTOR_ITERATIONS

using Destructor = void(void*);

constinit Destructor* destructors[kKeys] = {};
constinit int (*next_set)(pthread_key_t, const void*) = nullptr;
constinit int (*next_create)(pthread_key_t*, Destructor*) = nullptr;

void keep_at_end(Thread* me, Destructor* call, void* argument) {
  if (me->end_calls == kMostAtEnd) {
    end_run(Outcome::kFault, "a thread has more than 64 thread_locals with destructors");
  }
  me->at_end[me->end_calls++] = {call, argument};
}

void note_key(Thread* me, pthread_key_t key) {
  for (int i = 0; i < me->keys_used; ++i) {
    if (me->keys[i] == key) return;
  }
  if (me->keys_used == kMostKeys) {
    end_run(Outcome::kFault, "a thread uses more than 32 thread-specific keys");
  }
  me->keys[me->keys_used++] = key;
}

bool destroy_keys(Thread* me) {
  bool any = false;
  int count = me->keys_used;
  me->keys_used = 0;
  for (int i = 0; i < count; ++i) {
    pthread_key_t key = me->keys[i];
    void* value = pthread_getspecific(key);
    if (value == nullptr) continue;
    next_function(next_set, "pthread_setspecific")(key, nullptr);
    if (key >= kKeys || destructors[key] == nullptr) continue;
    destructors[key](value);
    any = true;
  }
  return any;
}

}  // namespace

void run_thread_destructors(Thread* me) {
  while (me->end_calls > 0) {
    AtThreadEnd last = me->at_end[--me->end_calls];
    last.call(last.argument);
  }
  for (int round = 0; round < kRounds && me->keys_used > 0; ++round) {
    if (!destroy_keys(me)) break;
  }
}

}  // namespace lockstep::explorer

namespace explorer = lockstep::explorer;
using explorer::self;
using explorer::Thread;

extern "C" {

int __cxa_thread_atexit(void (*call)(void*), void* argument, void* library) {
  static constinit int (*next)(void (*)(void*), void*, void*) = nullptr;
  Thread* me = self();
  if (me == nullptr) {
    return explorer::next_function(next, "__cxa_thread_atexit")(call, argument, library);
  }
  explorer::keep_at_end(me, call, argument);
  return 0;
}

int __cxa_atexit(void (*call)(void*), void* argument, void* library) {
  if (self() != nullptr && explorer::keep_exit_call(call, argument)) return 0;
  return __interceptor___cxa_atexit(call, argument, library);
}

int pthread_key_create(pthread_key_t* key, void (*destructor)(void*)) {
  int error = explorer::next_function(explorer::next_create, "pthread_key_create")(key, destructor);
  if (error == 0 && *key < explorer::kKeys) explorer::destructors[*key] = destructor;
  return error;
}

int pthread_setspecific(pthread_key_t key, const void* value) {
  Thread* me = self();
  if (me != nullptr && value != nullptr) explorer::note_key(me, key);
  return explorer::next_function(explorer::next_set, "pthread_setspecific")(key, value);
}
}
