// SPDX-License-Identifier: MIT
// A thread's execution context, and the switch from one to another, which TSan does not see.
//
// User mode (x86-64 with FSGSBASE): one kernel thread runs every logical thread by loading its
// stack pointer and FS base, so its own thread-local storage, errno and TSan state. No system call.
// Kernel mode: each logical thread stays on its own kernel thread and hands a token on by futex.
// It is for debuggers (LOCKSTEP_SWITCH=kernel) and for machines without FSGSBASE, or that
// LOCKSTEP_FSGSBASE=no says are; schedules and traces are the same.
#pragma once

#include <atomic>
#include <cstdint>

namespace lockstep::explorer {

struct Context {
  void* stack = nullptr;              // saved stack pointer, in user mode
  uintptr_t thread_pointer = 0;       // FS base
  std::atomic<int>* token = nullptr;  // 1 when the thread may run, in kernel mode
};

// True if switches are made in user mode. Fixed for the life of the process.
bool switches_in_user_mode();

// Saves the caller's state in `from` and continues `to`. Returns when something switches back.
void switch_context(Context& from, Context& to);

// Called once by a new kernel thread: makes `self` a context that a switch can continue, then tells
// `*ready`. Returns when first switched to: on the caller's kernel thread in user mode.
void park(Context& self, std::atomic<int>& ready);

// Blocks until `ready` is 1.
void await_ready(std::atomic<int>& ready);

// The FS base of the running thread: it tells logical threads apart and costs one load.
inline uintptr_t thread_pointer() {
  uintptr_t value;
  asm("mov %%fs:0, %0" : "=r"(value));
  return value;
}

}  // namespace lockstep::explorer
