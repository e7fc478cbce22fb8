// SPDX-License-Identifier: MIT
// pthread_once and the guards of function-local statics. Who runs the initialisation is kept in
// the model; the flag in memory only says "done", as TSan's own functions write it.
#include "autograder/explorer/core/interpose.h"

namespace lockstep::explorer {
namespace {

constexpr unsigned kDone = 1;

unsigned load(const unsigned* flag) { return __atomic_load_n(flag, __ATOMIC_ACQUIRE); }

bool is_done(const unsigned* flag) { return (load(flag) & 0xFF) != 0; }

// Waits while another thread initialises. True if the caller has to do it.
bool begin(Thread* me, unsigned* flag, Object& object, Op op, const void* pc) {
  note(me, op, flag, pc);
  want(me, WaitFor::kOnce, object, object.waiters, object.owner == kNobody, kForever);
  changed(me);
  __tsan_acquire(flag);
  if (is_done(flag)) return false;
  object.owner = static_cast<int16_t>(me->id);
  taken(object.waiters);
  return true;
}

void end(Thread* me, unsigned* flag, Object& object, bool done) {
  __tsan_release(flag);  // an attempt that failed happens before the next one as well
  if (done) __atomic_store_n(flag, kDone, __ATOMIC_RELEASE);
  object.owner = kNobody;
  freed(object.waiters);
  changed(me);
}

int once(Thread* me, unsigned* flag, void (*call)(), const void* pc) {
  Object& object = object_at(flag, Kind::kOnce);
  if (!begin(me, flag, object, Op::kOnce, pc)) return 0;
  try {
    call();
  } catch (...) {
    end(me, flag, object, false);
    throw;
  }
  end(me, flag, object, true);
  return 0;
}

}  // namespace
}  // namespace lockstep::explorer

namespace explorer = lockstep::explorer;
using explorer::self;
using explorer::Thread;

extern "C" {

int __real___cxa_guard_acquire(unsigned* guard);
void __real___cxa_guard_release(unsigned* guard);
void __real___cxa_guard_abort(unsigned* guard);

int pthread_once(pthread_once_t* flag, void (*call)()) {
  Thread* me = self();
  if (me == nullptr) return __interceptor_pthread_once(flag, call);
  return explorer::once(me, reinterpret_cast<unsigned*>(flag), call, LOCKSTEP_CALLER);
}

int __wrap___cxa_guard_acquire(unsigned* guard) {
  Thread* me = self();
  if (me == nullptr) return __real___cxa_guard_acquire(guard);
  explorer::Object& object = explorer::object_at(guard, explorer::Kind::kGuard);
  return explorer::begin(me, guard, object, explorer::Op::kGuard, LOCKSTEP_CALLER) ? 1 : 0;
}

void __wrap___cxa_guard_release(unsigned* guard) {
  Thread* me = self();
  if (me == nullptr) return __real___cxa_guard_release(guard);
  explorer::end(me, guard, explorer::object_at(guard, explorer::Kind::kGuard), true);
}

void __wrap___cxa_guard_abort(unsigned* guard) {
  Thread* me = self();
  if (me == nullptr) return __real___cxa_guard_abort(guard);
  explorer::end(me, guard, explorer::object_at(guard, explorer::Kind::kGuard), false);
}
}
