// SPDX-License-Identifier: MIT
// See thread_main.h, and pool.h for pthread_exit.
#include "autograder/explorer/core/thread_main.h"

#include <asm/prctl.h>
#include <cxxabi.h>
#include <errno.h>
#include <sys/syscall.h>
#include <unwind.h>

#include <exception>
#include <typeinfo>

#include "autograder/explorer/core/explain.h"
#include "autograder/explorer/core/interpose.h"
#include "autograder/explorer/core/pool.h"
#include "autograder/explorer/core/raw.h"
#include "autograder/explorer/core/state.h"
#include "autograder/explorer/core/tsan.h"

namespace lockstep::explorer {
namespace {

void add_type(Text& text) {
  const std::type_info* type = abi::__cxa_current_exception_type();
  int status = 0;
  char* name =
      type == nullptr ? nullptr : abi::__cxa_demangle(type->name(), nullptr, nullptr, &status);
  text << (name != nullptr ? name : "an unknown type");
}

[[noreturn]] void end_by_exception(Thread* me, const char* what) {
  Text text;
  text << "an exception left ";
  if (me->id == 0) {
    text << "the body";
  } else {
    text << thread_text(me->id).c_str();
  }
  text << ": ";
  add_type(text);
  if (what != nullptr) text << ": " << what;
  end_run(Outcome::kCrash, text);
}

// The frame at which pthread_exit's unwinding stops: before it would reach the handlers here.
__attribute__((noinline)) void call_start(Thread* me) {
  if (__builtin_setjmp(me->exit_jump) != 0) return;
  me->exit_frame = reinterpret_cast<uintptr_t>(me->exit_jump[2]);  // the stack pointer here
  try {
    me->result = me->start(me->argument);
  } catch (const std::exception& error) {
    end_by_exception(me, error.what());
  } catch (...) {
    end_by_exception(me, nullptr);
  }
}

_Unwind_Reason_Code stop_at_start(int, _Unwind_Action actions, _Unwind_Exception_Class,
                                  _Unwind_Exception*, _Unwind_Context* context, void* argument) {
  auto* me = static_cast<Thread*>(argument);
  bool there = _Unwind_GetCFA(context) >= me->exit_frame;
  if (there || (actions & _UA_END_OF_STACK) != 0) __builtin_longjmp(me->exit_jump, 1);
  return _URC_NO_REASON;
}

void exit_was_caught(_Unwind_Reason_Code, _Unwind_Exception*) {
  end_run(Outcome::kMisuse, "a catch (...) swallowed pthread_exit: it must throw it on");
}

void note_leak(const Thread& thread) {
  if (!run.leak.empty() || thread.joined || thread.detached) return;
  run.leak << thread_text(thread.id).c_str() << " was neither joined nor detached";
}

// The body has returned: statics that it constructed go, as at the end of a process.
void end_body() {
  run_exit_calls();
  for (int id = 1; id < run.thread_count; ++id) note_leak(threads[id]);
  run.main_done = true;
}

void finish(Thread* me) {
  note(me, Op::kEnd, nullptr, nullptr);
  me->finished = true;
  --run.live;
  run.enabled.remove(me->id);
  run.lagging.remove(me->id);
  for (int id = 0; id < run.thread_count; ++id) {
    const Wait& wait = threads[id].wait;
    if (wait.what == WaitFor::kJoin && wait.thread == me->id) run.enabled.add(id);
  }
  changed(me);
  __tsan_release(&me->end_edge);
  leave_run(me);
}

}  // namespace

void execute(Thread* me) {
  __tsan_acquire(&me->start_edge);
  errno = 0;
  unsigned long depth = __tsan_testonly_shadow_stack_current_size();
  call_start(me);
  if (run.forked) raw_syscall(SYS_exit_group, 0);  // a child that left its thread's function
  run_thread_destructors(me);
  while (__tsan_testonly_shadow_stack_current_size() > depth) __tsan_func_exit();
  if (me->held_robust > 0) abandon_robust(me);
  if (me->id == 0) end_body();
  finish(me);
}

void unwind_thread(Thread* me, void* result) {
  me->result = result;
  static thread_local _Unwind_Exception exception;
  __sanitizer_internal_memset(&exception, 0, sizeof exception);
  exception.exception_cleanup = exit_was_caught;
  _Unwind_ForcedUnwind(&exception, stop_at_start, me);
  end_run(Outcome::kFault, "pthread_exit could not unwind the stack");
}

void as_thread(Thread& thread, void (*call)(void*), void* argument) {
  uintptr_t own = thread_pointer();
  raw_syscall(SYS_arch_prctl, ARCH_SET_FS, static_cast<long>(thread.context.thread_pointer));
  call(argument);
  raw_syscall(SYS_arch_prctl, ARCH_SET_FS, static_cast<long>(own));
}

}  // namespace lockstep::explorer
