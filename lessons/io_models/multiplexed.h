// SPDX-License-Identifier: MIT
// An echo server in the multiplexed model: one call waits for all descriptors at once and says
// which of them are ready. What the server does for its clients is said in lessons/base/echo.h.
//
// The model:
// - One thread. It waits in epoll_wait() or epoll_pwait(), without a time-out, and in no
//   other call. (A time-out of 0 is no wait.)
// - The sockets of clients are in non-blocking mode: what was ready may be so no more.
// - It does something only for descriptors that are ready. What a line costs does not depend on how
//   many other clients there are.
// - From a client that is ready it takes at most kMostUnsent bytes before it looks again which are
//   ready, and at `stop`; it may do so after each client, or when all that were ready had a turn.
#ifndef LESSONS_IO_MODELS_MULTIPLEXED_H_
#define LESSONS_IO_MODELS_MULTIPLEXED_H_

#include "lessons/base/echo.h"

namespace lockstep {

void serve_multiplexed(int listener, int stop);

}  // namespace lockstep

#endif  // LESSONS_IO_MODELS_MULTIPLEXED_H_
