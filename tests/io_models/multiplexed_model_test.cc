// SPDX-License-Identifier: MIT
// The claims of the exercise `multiplexed` on its model.
#include "lessons/io_models/multiplexed.h"

#include "tests/io_models/model.h"

namespace lockstep::echo {
namespace {

constexpr Model kModel{.serve = serve_multiplexed};

CLAIM(Multiplexed, OneThreadWaitsForAll, 9,
      "one thread waits in epoll_wait alone, with the clients' sockets in non-blocking mode") {
  one_thread_waits_in(kModel, {SYS_epoll_wait, SYS_epoll_pwait, SYS_epoll_pwait2}, "non-blocking");
}

CLAIM(Multiplexed, OnlyWhoIsReady, 8,
      "what a line costs does not depend on how many clients there are") {
  only_who_is_ready(kModel, 2600);
}

}  // namespace
}  // namespace lockstep::echo
