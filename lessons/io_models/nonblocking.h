// SPDX-License-Identifier: MIT
// An echo server in the non-blocking model: no call waits. One thread tries every descriptor in
// turn: what cannot be done now (EAGAIN) is tried again in the next round. What the server does for
// its clients is said in lessons/base/echo.h.
//
// The model:
// - One thread. All descriptors, `listener` and `stop` too, are in non-blocking mode while it runs.
// - It asks nobody which descriptors are ready: no poll, select or epoll.
// - After a round in which nothing could be done it sleeps before the next one (nanosleep,
//   sleep_for ...): kShortestPause at first, then each time twice as long, up to kLongestPause.
//   After a round in which something was done there is no pause, and the next is short again. It is
//   never asleep otherwise. To say that nothing is to be done is to say that it sleeps so.
// - Something was done when a client was accepted or closed, when bytes were received or sent, and
//   when an end was found, once. What failed, for whatever reason, may count or not.
// - A signal may cut a pause short.
// - In a round it takes at most kMostUnsent bytes from each client, and once in each round, or more
//   often, it looks at `stop`.
#ifndef LESSONS_IO_MODELS_NONBLOCKING_H_
#define LESSONS_IO_MODELS_NONBLOCKING_H_

#include <chrono>

#include "lessons/base/echo.h"

namespace lockstep {

inline constexpr std::chrono::milliseconds kShortestPause(1);
inline constexpr std::chrono::milliseconds kLongestPause(16);

void serve_nonblocking(int listener, int stop);

}  // namespace lockstep

#endif  // LESSONS_IO_MODELS_NONBLOCKING_H_
