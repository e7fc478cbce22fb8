// SPDX-License-Identifier: MIT
// See report.h.
#include "autograder/explorer/core/report.h"

#include <signal.h>
#include <sys/mman.h>
#include <sys/syscall.h>

#include "autograder/explorer/core/engine.h"
#include "autograder/explorer/core/raw.h"
#include "autograder/explorer/core/tsan.h"

extern "C" {
void __tsan_on_report(void* report);
int __tsan_on_finalize(int failed);
}

namespace lockstep::explorer {
namespace {

constexpr int kFatal[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP};

// The kernel's own layout: the C library's sigaction would go through TSan.
struct KernelAction {
  void (*handler)(int);
  unsigned long flags;
  void (*restorer)();
  unsigned long mask;
};

constinit int file = -1;  // in memory
constinit bool watching = false;
constinit bool reported_outside = false;  // of a run
constinit const Schedule* schedule_now = nullptr;
constinit char alternate_stack[16384];

void write_error(const char* text) {
  long size = 0;
  while (text[size] != '\0') ++size;
  raw_syscall(SYS_write, 2, reinterpret_cast<long>(text), size);
}

void copy_reports_to_stderr() {
  char buffer[1024];
  long at = 0;
  for (;;) {
    long size = raw_syscall(SYS_pread64, file, reinterpret_cast<long>(buffer), sizeof buffer, at);
    if (size <= 0) return;
    raw_syscall(SYS_write, 2, reinterpret_cast<long>(buffer), size);
    at += size;
  }
}

void tell_schedule() {
  if (!run.active || schedule_now == nullptr) return;
  write_error("lockstep: the process died under --schedule=");
  write_schedule(*schedule_now, [](void*, const char* piece) { write_error(piece); }, nullptr);
  write_error("\n");
}

void on_death() {
  if (!watching) return;
  watching = false;
  copy_reports_to_stderr();
  tell_schedule();
}

// Says under which schedule it happened, and lets the process die of the signal as it would have.
void on_fatal_signal(int signal) {
  on_death();
  KernelAction action = {SIG_DFL, SA_NODEFER, nullptr, 0};
  raw_syscall(SYS_rt_sigaction, signal, reinterpret_cast<long>(&action), 0, 8);
  long process = raw_syscall(SYS_getpid);
  raw_syscall(SYS_tgkill, process, raw_syscall(SYS_gettid), signal);
  unsigned long none = 0;
  raw_syscall(SYS_rt_sigprocmask, SIG_SETMASK, reinterpret_cast<long>(&none), 0, 8);
  raw_syscall(SYS_exit_group, 128 + signal);
}

void catch_fatal_signals() {
  stack_t stack = {};
  stack.ss_sp = alternate_stack;
  stack.ss_size = sizeof alternate_stack;
  raw_syscall(SYS_sigaltstack, reinterpret_cast<long>(&stack), 0);
  for (int signal : kFatal) {
    KernelAction now = {};
    raw_syscall(SYS_rt_sigaction, signal, 0, reinterpret_cast<long>(&now), 8);
    if (now.handler != SIG_DFL) continue;  // somebody else looks after it
    constexpr unsigned long kRestorer = 0x04000000;
    KernelAction action = {on_fatal_signal, SA_ONSTACK | SA_NODEFER | kRestorer, nullptr, 0};
    raw_syscall(SYS_rt_sigaction, signal, reinterpret_cast<long>(&action), 0, 8);
  }
}

bool starts_with(const char* text, const char* with) {
  while (*with != '\0' && *text == *with) ++text, ++with;
  return *with == '\0';
}

}  // namespace

void watch_reports() {
  if (file < 0) {
    static const char name[] = "lockstep-reports";
    file =
        static_cast<int>(raw_syscall(SYS_memfd_create, reinterpret_cast<long>(name), MFD_CLOEXEC));
    __sanitizer_set_death_callback(on_death);
    catch_fatal_signals();
  }
  raw_syscall(SYS_ftruncate, file, 0);
  raw_syscall(SYS_lseek, file, 0, 0);
  if (file >= 0) __sanitizer_set_report_fd(reinterpret_cast<void*>(static_cast<long>(file)));
  watching = file >= 0;
}

void unwatch_reports() {
  watching = false;
  __sanitizer_set_report_fd(reinterpret_cast<void*>(2L));
}

void name_schedule(const Schedule* schedule) { schedule_now = schedule; }

unsigned long captured_reports(char* to, unsigned long size) {
  long got = raw_syscall(SYS_pread64, file, reinterpret_cast<long>(to), static_cast<long>(size), 0);
  return got < 0 ? 0 : static_cast<unsigned long>(got);
}

}  // namespace lockstep::explorer

// Called by ThreadSanitizer after it wrote a report, with its locks held: only notes it.
void __tsan_on_report(void* report) {
  using lockstep::explorer::Outcome;
  using lockstep::explorer::run;
  if (!run.active) {
    lockstep::explorer::reported_outside = true;
    return;
  }
  const char* kind = "";
  int unused[8];
  void* sleep_trace[1];
  __tsan_get_report_data(report, &kind, &unused[0], &unused[1], &unused[2], &unused[3], &unused[4],
                         &unused[5], &unused[6], sleep_trace, 1);
  bool race = lockstep::explorer::starts_with(kind, "data-race") ||
              lockstep::explorer::starts_with(kind, "heap-use-after-free");
  if (run.reported == Outcome::kDataRace) return;
  run.reported = race ? Outcome::kDataRace : Outcome::kMisuse;
}

// What was found within runs is told by the result; the process fails for other reports only.
int __tsan_on_finalize(int) { return lockstep::explorer::reported_outside ? 1 : 0; }
