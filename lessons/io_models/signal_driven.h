// SPDX-License-Identifier: MIT
// An echo server in the signal-driven model: the kernel sends a signal when a descriptor has become
// ready, and the server sleeps until one comes. What the server does for its clients is said in
// lessons/base/echo.h.
//
// The model:
// - One thread. It takes signals that are blocked, one by one, and waits for them in sigwaitinfo(),
//   sigtimedwait() or sigwait(), without a time-out, and in no other call. (A time-out of 0 is no
//   wait.) There are no handlers. It asks nobody which descriptors are ready: no poll, select or
//   epoll.
// - The sockets of clients are in the modes O_ASYNC and O_NONBLOCK, and have a signal of real time
//   (F_SETSIG). Such signals are queued, and each says which descriptor it is about (si_fd).
//   `listener` and `stop` may be in these modes too while the server runs.
// - It does something only for descriptors that a signal was about, and for those at which it had
//   not come to the end of what it could do. What a line costs does not depend on how many other
//   clients there are.
// - The queue of signals has an end (RLIMIT_SIGPENDING). One that has no room in it is lost, and
//   the kernel sends SIGIO instead, which says of no descriptor. Then any may be ready, also
//   `listener` and `stop`.
// - From a client that is ready it takes at most kMostUnsent bytes before it looks again which are
//   ready, and at `stop`; it may do so after each client, or when all that were ready had a turn.
//
// A signal tells of a change. What was there before the modes were set is told by none; nor, it may
// be, is room that is made just when send() finds none: who has found none asks once more.
//
// The signals: those from SIGRTMIN to SIGRTMIN + 3, and SIGIO, are the server's while it runs; none
// of them is pending when it is called, and none of its own when it has returned.
#ifndef LESSONS_IO_MODELS_SIGNAL_DRIVEN_H_
#define LESSONS_IO_MODELS_SIGNAL_DRIVEN_H_

#include "lessons/base/echo.h"

namespace lockstep {

void serve_signal_driven(int listener, int stop);

}  // namespace lockstep

#endif  // LESSONS_IO_MODELS_SIGNAL_DRIVEN_H_
