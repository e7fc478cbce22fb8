// SPDX-License-Identifier: MIT
// What a claim's process may do from its first initialiser on. See filter.h.
#include <fcntl.h>
#include <linux/io_uring.h>
#include <linux/sched.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>

#include "autograder/harness/channel.h"
#include "autograder/runner/filter.h"
#include "autograder/runner/filter_rules.h"

namespace lockstep {
namespace {

constexpr std::uint32_t kAllow = SCMP_ACT_ALLOW;

// Descriptors 2, kRecordFd and kRaceFd are the way out of what is found: a call that closes or
// redirects one is let through for every other descriptor only. What the explorer says of a process
// that dies goes out by 2; where there are processes it has no say, and a daemon gives 2 away.
void allow_except_ours(FilterRules& rules, const char* name, unsigned argument,
                       const Allowance& allowance) {
  static_assert(harness::kRecordFd == 3 && harness::kSecretFd == 4 && harness::kRaceFd == 5);
  for (const scmp_datum_t fd : {0, 1, harness::kSecretFd}) {
    rules.add(kAllow, name, {SCMP_CMP(argument, SCMP_CMP_EQ, fd)});
  }
  if (allowance.processes) rules.add(kAllow, name, {SCMP_CMP(argument, SCMP_CMP_EQ, 2)});
  rules.add(kAllow, name, {SCMP_CMP(argument, SCMP_CMP_GT, harness::kRaceFd)});
}

void allow_threads(FilterRules& rules) {
  rules.add(kAllow, {"futex", "futex_waitv", "set_robust_list", "get_robust_list", "rseq", "exit",
                     "exit_group", "gettid", "getpid", "getppid", "tgkill", "sched_yield",
                     "sched_getaffinity", "sched_setaffinity", "sched_getparam",
                     "sched_setparam", "sched_getscheduler", "sched_setscheduler",
                     "sched_get_priority_max", "sched_get_priority_min", "getcpu", "membarrier",
                     "arch_prctl", "set_tid_address", "restart_syscall"});
  rules.add(kAllow, "clone", {SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, CLONE_THREAD)});
  rules.add(SCMP_ACT_ERRNO(ENOSYS), {"clone3"});
}

void allow_time_and_signals(FilterRules& rules) {
  rules.add(kAllow, {"nanosleep", "clock_nanosleep", "clock_gettime", "clock_getres",
                     "gettimeofday", "time", "times", "getrusage", "rt_sigaction",
                     "rt_sigprocmask", "rt_sigreturn", "rt_sigpending", "rt_sigsuspend",
                     "rt_sigtimedwait", "sigaltstack", "pause"});
}

// No new code and nothing shared: code that is there stays as it was compiled, and all memory that
// is used shows in the size of the process.
void allow_memory(FilterRules& rules, const Allowance& allowance) {
  rules.add(kAllow, {"munmap", "mremap", "madvise", "brk", "mincore", "mlock", "munlock"});
  rules.add(kAllow, "mprotect", {SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)});
  if (allowance.shared_memory || allowance.programs || allowance.io_uring) {
    const scmp_datum_t no_code = allowance.programs ? 0 : PROT_EXEC;
    rules.add(kAllow, "mmap", {SCMP_A2(SCMP_CMP_MASKED_EQ, no_code, 0)});
  } else {
    rules.add(kAllow, "mmap", {SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0),
                               SCMP_A3(SCMP_CMP_MASKED_EQ, MAP_SHARED, 0)});
  }
}

void allow_what_is_open(FilterRules& rules, const Allowance& allowance) {
  rules.add(kAllow, {"read", "write", "readv", "writev", "pread64", "pwrite64", "lseek", "fstat",
                     "newfstatat", "ftruncate", "poll", "ppoll", "select", "pselect6"});
  for (const scmp_datum_t command : {F_GETFD, F_GETFL}) {
    rules.add(kAllow, "fcntl", {SCMP_A1(SCMP_CMP_EQ, command)});
  }
  allow_except_ours(rules, "close", 0, allowance);
  if (!allowance.pipes && !allowance.sockets && !allowance.files) return;
  rules.add(kAllow, {"dup", "pipe", "pipe2", "eventfd2", "epoll_create1", "epoll_ctl", "epoll_wait",
                     "epoll_pwait", "fcntl", "flock", "fsync", "sendfile", "splice", "tee"});
  rules.add(kAllow, "close_range", {SCMP_A0(SCMP_CMP_GT, harness::kRaceFd)});
  for (const char* move : {"dup2", "dup3"}) allow_except_ours(rules, move, 1, allowance);
}

void allow_facts(FilterRules& rules) {
  rules.add(kAllow, {"uname", "getuid", "geteuid", "getgid", "getegid", "getpgrp", "getpgid",
                     "getsid", "sysinfo", "getrandom", "getcwd", "getrlimit"});
  rules.add(kAllow, "prlimit64", {SCMP_A2(SCMP_CMP_EQ, 0)});
  for (const scmp_datum_t option : {PR_SET_NAME, PR_GET_NAME}) {
    rules.add(kAllow, "prctl", {SCMP_A0(SCMP_CMP_EQ, option)});
  }
}

// Of what can be registered with a ring only what takes rights away from it.
void allow_rings(FilterRules& rules) {
  rules.add(kAllow, {"io_uring_setup", "io_uring_enter"});
  for (const scmp_datum_t what : {IORING_REGISTER_RESTRICTIONS, IORING_REGISTER_ENABLE_RINGS}) {
    rules.add(kAllow, "io_uring_register", {SCMP_A1(SCMP_CMP_EQ, what)});
  }
}

void allow_between_processes(FilterRules& rules, const Allowance& allowance) {
  if (allowance.processes) {
    rules.add(kAllow, {"fork", "vfork", "clone", "wait4", "waitid", "pidfd_open", "setpgid",
                       "setsid"});
    for (const scmp_datum_t option : {PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER}) {
      rules.add(kAllow, "prctl", {SCMP_A0(SCMP_CMP_EQ, option)});
    }
  }
  if (allowance.programs) rules.add(kAllow, {"execve", "execveat"});
  if (allowance.signals) {
    rules.add(kAllow, {"kill", "rt_sigqueueinfo", "rt_tgsigqueueinfo", "pidfd_send_signal",
                       "signalfd4"});
  }
  if (allowance.sockets) {
    rules.add(kAllow, {"socket", "socketpair", "bind", "listen", "accept", "accept4", "connect",
                       "sendto", "recvfrom", "sendmsg", "recvmsg", "shutdown", "getsockname",
                       "getpeername", "getsockopt", "setsockopt"});
  }
  if (allowance.shared_memory) {
    rules.add(kAllow, {"shmget", "shmat", "shmdt", "shmctl", "semget", "semop", "semctl",
                       "semtimedop", "msgget", "msgsnd", "msgrcv", "msgctl", "mq_open",
                       "mq_unlink", "mq_timedsend", "mq_timedreceive", "mq_getsetattr",
                       "memfd_create", "msync"});
  }
  if (allowance.io_uring) allow_rings(rules);
  if (allowance.timers) {
    rules.add(kAllow, {"alarm", "setitimer", "getitimer", "timer_create", "timer_settime",
                       "timer_gettime", "timer_delete", "timer_getoverrun", "timerfd_create",
                       "timerfd_settime", "timerfd_gettime"});
  }
}

void allow_files(FilterRules& rules, const Allowance& allowance) {
  // Shared memory and programs have names in the file system.
  if (!allowance.files && !allowance.shared_memory && !allowance.programs) return;
  rules.add(kAllow, {"open", "openat", "unlink", "unlinkat", "mkdir", "mkdirat", "rmdir", "rename",
                     "renameat", "renameat2", "stat", "lstat", "statx", "access", "faccessat",
                     "faccessat2", "readlink", "readlinkat", "getdents64", "fallocate", "link",
                     "linkat", "chmod", "fchmod", "fchmodat", "umask", "chdir", "truncate", "fsync",
                     "fdatasync", "ioctl"});
  // Of special files, named pipes.
  rules.add(kAllow, "mknod", {SCMP_A1(SCMP_CMP_MASKED_EQ, S_IFMT, S_IFIFO)});
  rules.add(kAllow, "mknodat", {SCMP_A2(SCMP_CMP_MASKED_EQ, S_IFMT, S_IFIFO)});
}

}  // namespace

std::string inner_filter(const Allowance& allowance) {
  FilterRules rules(SCMP_ACT_ERRNO(EPERM));
  allow_threads(rules);
  allow_time_and_signals(rules);
  allow_memory(rules, allowance);
  allow_what_is_open(rules, allowance);
  allow_facts(rules);
  allow_between_processes(rules, allowance);
  allow_files(rules, allowance);
  return rules.compiled();
}

}  // namespace lockstep
