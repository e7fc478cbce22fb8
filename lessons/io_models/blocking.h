// SPDX-License-Identifier: MIT
// An echo server in the blocking model: a call waits until it can be carried out, and as each
// client may keep one waiting, each has a thread of its own. What the server does for its clients
// is said in lessons/base/echo.h.
//
// The model:
// - The thread that called serve_blocking() accepts. It may wait for a client, for `stop` and for
//   what its threads tell it all at once (poll).
// - Each client has a thread, from when it is accepted until it is closed, and no other thread
//   serves clients. It waits for its client in calls that read from it or write to it, and in no
//   others; a mutex that is held for a moment is no such wait. It may leave unread what its client
//   sends as long as it writes to it. The client's socket stays in blocking mode.
// - A thread whose client is closed has ended, or is about to. Either thread closes the socket; the
//   first one may wait for a thread that is about to end. All are joined when serve_blocking()
//   returns.
#ifndef LESSONS_IO_MODELS_BLOCKING_H_
#define LESSONS_IO_MODELS_BLOCKING_H_

#include "lessons/base/echo.h"

namespace lockstep {

void serve_blocking(int listener, int stop);

}  // namespace lockstep

#endif  // LESSONS_IO_MODELS_BLOCKING_H_
