// SPDX-License-Identifier: MIT
// The functions that trouble stands in front of, as ThreadSanitizer's interceptors provide them.
// Calls outside of trials end here unchanged.
#pragma once

#include <poll.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#define LOCKSTEP_REAL(result, name, ...) result __interceptor_##name(__VA_ARGS__)

extern "C" {
LOCKSTEP_REAL(ssize_t, read, int, void*, size_t);
LOCKSTEP_REAL(ssize_t, readv, int, const iovec*, int);
LOCKSTEP_REAL(ssize_t, recv, int, void*, size_t, int);
LOCKSTEP_REAL(ssize_t, write, int, const void*, size_t);
LOCKSTEP_REAL(ssize_t, writev, int, const iovec*, int);
LOCKSTEP_REAL(ssize_t, send, int, const void*, size_t, int);
LOCKSTEP_REAL(int, open, const char*, int, ...);
LOCKSTEP_REAL(int, pipe, int*);
LOCKSTEP_REAL(int, pipe2, int*, int);
LOCKSTEP_REAL(int, socketpair, int, int, int, int*);
LOCKSTEP_REAL(int, accept, int, sockaddr*, socklen_t*);
LOCKSTEP_REAL(int, accept4, int, sockaddr*, socklen_t*, int);
LOCKSTEP_REAL(int, connect, int, const sockaddr*, socklen_t);
LOCKSTEP_REAL(ssize_t, pread, int, void*, size_t, off_t);
LOCKSTEP_REAL(ssize_t, pwrite, int, const void*, size_t, off_t);
LOCKSTEP_REAL(int, unlink, const char*);
LOCKSTEP_REAL(int, close, int);
LOCKSTEP_REAL(int, dup2, int, int);
LOCKSTEP_REAL(int, dup3, int, int, int);
LOCKSTEP_REAL(int, poll, pollfd*, nfds_t, int);
LOCKSTEP_REAL(int, ppoll, pollfd*, nfds_t, const timespec*, const sigset_t*);
LOCKSTEP_REAL(int, epoll_wait, int, epoll_event*, int, int);
LOCKSTEP_REAL(pid_t, fork);
LOCKSTEP_REAL(pid_t, wait, int*);
LOCKSTEP_REAL(pid_t, waitpid, pid_t, int*, int);
LOCKSTEP_REAL(pid_t, wait4, pid_t, int*, int, rusage*);
LOCKSTEP_REAL(int, waitid, idtype_t, id_t, siginfo_t*, int);
[[noreturn]] LOCKSTEP_REAL(void, _exit, int);
LOCKSTEP_REAL(int, kill, pid_t, int);
LOCKSTEP_REAL(int, sigprocmask, int, const sigset_t*, sigset_t*);
LOCKSTEP_REAL(int, pthread_sigmask, int, const sigset_t*, sigset_t*);
LOCKSTEP_REAL(int, pause);
LOCKSTEP_REAL(int, sigsuspend, const sigset_t*);
LOCKSTEP_REAL(int, sigwait, const sigset_t*, int*);
LOCKSTEP_REAL(int, sigwaitinfo, const sigset_t*, siginfo_t*);
LOCKSTEP_REAL(int, sigtimedwait, const sigset_t*, siginfo_t*, const timespec*);
}

#undef LOCKSTEP_REAL

namespace lockstep::process {

// Whether a call on this descriptor may block: a pipe, a socket or a terminal that is not in
// non-blocking mode.
bool may_block(int fd);

// Whether it is one that may move fewer bytes than it is asked to.
bool is_a_stream(int fd);

// -1, with errno.
int error(int number);
// What a system call without the C library returned, as the C library tells it.
int result_of(long returned);

}  // namespace lockstep::process
