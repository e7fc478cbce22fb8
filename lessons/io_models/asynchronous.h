// SPDX-License-Identifier: MIT
// An echo server in the asynchronous model: the kernel is told what to do, does all of it, the
// copying too, and says when it is done. What the server does for its clients is said in
// lessons/base/echo.h.
//
// The model:
// - One thread and a ring of io_uring, which make_ring() of lessons/base/ring.h makes and liburing
//   serves. The thread waits in io_uring_enter() (that is, in io_uring_wait_cqe(),
//   io_uring_submit_and_wait() ...), without a time-out, and in no other call.
// - Accepting, receiving and sending are operations of the ring. Waiting for `stop` is one too.
//   shutdown() and close() may be calls. The sockets of clients stay in blocking mode: no operation
//   holds up another. What a client sends may stay unread as long as something is sent to it.
// - A buffer belongs to the kernel from when its operation is submitted until its completion is
//   there: it is neither changed nor freed before. No operation is left when serve_asynchronous()
//   returns, nor a client that was accepted just as the stop came.
// - From a client it takes at most kMostUnsent bytes in one operation.
//
// Kernels and containers may refuse io_uring. Then make_ring() throws, and so does
// serve_asynchronous().
#ifndef LESSONS_IO_MODELS_ASYNCHRONOUS_H_
#define LESSONS_IO_MODELS_ASYNCHRONOUS_H_

#include "lessons/base/echo.h"

namespace lockstep {

void serve_asynchronous(int listener, int stop);

}  // namespace lockstep

#endif  // LESSONS_IO_MODELS_ASYNCHRONOUS_H_
