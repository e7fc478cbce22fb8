// SPDX-License-Identifier: MIT
// Calls that make processes, wait for them, and wait for signals and descriptors.
#include <errno.h>
#include <sys/syscall.h>

#include "autograder/explorer/core/raw.h"
#include "autograder/process/core/real.h"
#include "autograder/process/core/trouble.h"

namespace lockstep::process {

void stand_before_processes() {}

void leave() { __interceptor__exit(0); }

}  // namespace lockstep::process

using lockstep::process::error;
using lockstep::process::step;
using lockstep::process::Traits;

namespace {

constexpr Traits kBlocks = {.blocks = true};

Traits blocks(bool may) { return {.blocks = may}; }

// Held back signals would be waited for in vain.
void before_waiting_for_signals(const char* call) {
  step(call, -1, {});
  lockstep::process::let_signals_through();
}

}  // namespace

extern "C" {

pid_t fork() {
  if (!lockstep::process::trouble_is_on()) return lockstep::process::make_child();
  if (step("fork", -1, {}).fails) return error(EAGAIN);
  const std::uint64_t number = lockstep::process::before_fork();
  const pid_t child = lockstep::process::make_child();
  if (child == 0) lockstep::process::after_fork_in_child(number);
  if (child > 0) lockstep::process::after_fork_in_parent();
  return child;
}

// A child of vfork that runs more than exec is out of its standard's bounds; as a fork it harms
// nobody.
pid_t vfork() { return fork(); }

void _exit(int status) {
  step("_exit", -1, {});
  __interceptor__exit(status);
}

void _Exit(int status) { _exit(status); }

pid_t wait(int* status) {
  if (step("wait", -1, kBlocks).interrupted) return error(EINTR);
  return __interceptor_wait(status);
}

pid_t waitpid(pid_t child, int* status, int options) {
  if (step("waitpid", -1, blocks((options & WNOHANG) == 0)).interrupted) return error(EINTR);
  return __interceptor_waitpid(child, status, options);
}

pid_t wait4(pid_t child, int* status, int options, rusage* usage) {
  if (step("wait4", -1, blocks((options & WNOHANG) == 0)).interrupted) return error(EINTR);
  return __interceptor_wait4(child, status, options, usage);
}

int waitid(idtype_t type, id_t id, siginfo_t* info, int options) {
  if (step("waitid", -1, blocks((options & WNOHANG) == 0)).interrupted) return error(EINTR);
  return __interceptor_waitid(type, id, info, options);
}

int kill(pid_t process, int signal) noexcept {
  step("kill", -1, {});
  return __interceptor_kill(process, signal);
}

int poll(pollfd* entries, nfds_t count, int timeout) {
  if (step("poll", -1, blocks(timeout != 0)).interrupted) return error(EINTR);
  return __interceptor_poll(entries, count, timeout);
}

int ppoll(pollfd* entries, nfds_t count, const timespec* timeout, const sigset_t* mask) {
  const bool waits = timeout == nullptr || timeout->tv_sec != 0 || timeout->tv_nsec != 0;
  if (step("ppoll", -1, blocks(waits)).interrupted) return error(EINTR);
  return __interceptor_ppoll(entries, count, timeout, mask);
}

int epoll_wait(int fd, epoll_event* events, int count, int timeout) {
  if (step("epoll_wait", fd, blocks(timeout != 0)).interrupted) return error(EINTR);
  return __interceptor_epoll_wait(fd, events, count, timeout);
}

int sigprocmask(int how, const sigset_t* set, sigset_t* old) noexcept {
  lockstep::process::let_signals_through();
  return __interceptor_sigprocmask(how, set, old);
}

int pthread_sigmask(int how, const sigset_t* set, sigset_t* old) noexcept {
  lockstep::process::let_signals_through();
  return __interceptor_pthread_sigmask(how, set, old);
}

int pause() {
  before_waiting_for_signals("pause");
  return __interceptor_pause();
}

int sigsuspend(const sigset_t* mask) {
  before_waiting_for_signals("sigsuspend");
  return __interceptor_sigsuspend(mask);
}

int sigwait(const sigset_t* set, int* signal) {
  before_waiting_for_signals("sigwait");
  return __interceptor_sigwait(set, signal);
}

int sigwaitinfo(const sigset_t* set, siginfo_t* info) {
  before_waiting_for_signals("sigwaitinfo");
  return __interceptor_sigwaitinfo(set, info);
}

int sigtimedwait(const sigset_t* set, siginfo_t* info, const timespec* timeout) {
  before_waiting_for_signals("sigtimedwait");
  return __interceptor_sigtimedwait(set, info, timeout);
}

}  // extern "C"
