// SPDX-License-Identifier: MIT
// See death.h. Not instrumented, and past the C library: its sigaction goes through
// ThreadSanitizer.
#include "autograder/explorer/program/death.h"

#include <signal.h>
#include <sys/syscall.h>

#include "autograder/explorer/core/raw.h"

namespace lockstep::explorer {
namespace {

constexpr int kFatal[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP};
constexpr unsigned long kStackSize = 1 << 20;

// The kernel's own layout.
struct KernelAction {
  void (*handler)(int);
  unsigned long flags;
  void (*restorer)();
  unsigned long mask;
};

constinit void (*word)() = nullptr;

void set_action(int signal, void (*handler)(int)) {
  constexpr unsigned long kRestorer = 0x04000000;  // the kernel wants one; no handler returns
  KernelAction action = {handler, SA_ONSTACK | SA_NODEFER | kRestorer, nullptr, 0};
  raw_syscall(SYS_rt_sigaction, signal, reinterpret_cast<long>(&action), 0, 8);
}

void on_signal(int signal) {
  for (int fatal : kFatal) set_action(fatal, SIG_DFL);  // a second one ends it at once
  word();
  raw_syscall(SYS_tgkill, raw_syscall(SYS_getpid), raw_syscall(SYS_gettid), signal);
  unsigned long none = 0;
  raw_syscall(SYS_rt_sigprocmask, SIG_SETMASK, reinterpret_cast<long>(&none), 0, sizeof none);
  raw_syscall(SYS_exit_group, 128 + signal);
}

}  // namespace

void catch_deaths(void (*last_word)()) {
  word = last_word;
  for (int signal : kFatal) {
    KernelAction now = {};
    raw_syscall(SYS_rt_sigaction, signal, 0, reinterpret_cast<long>(&now), 8);
    if (now.handler == SIG_DFL) set_action(signal, on_signal);
  }
}

void use_large_signal_stack() {
  stack_t stack = {};
  stack.ss_sp = map_memory(kStackSize);
  stack.ss_size = kStackSize;
  raw_syscall(SYS_sigaltstack, reinterpret_cast<long>(&stack), 0);
}

}  // namespace lockstep::explorer
