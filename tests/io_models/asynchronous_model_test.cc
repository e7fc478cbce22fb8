// SPDX-License-Identifier: MIT
// The claims of the exercise `asynchronous` on its model.
#include "lessons/io_models/asynchronous.h"

#include "tests/io_models/model.h"

namespace lockstep::echo {
namespace {

constexpr Model kModel{.serve = serve_asynchronous};

CLAIM(Asynchronous, OneThreadWaitsForCompletions, 9,
      "one thread waits for completions of its ring alone, with the clients' sockets in blocking "
      "mode") {
  one_thread_waits_in(kModel, {SYS_io_uring_enter}, "blocking");
}

CLAIM(Asynchronous, TheKernelDoesTheWork, 8,
      "accepting, receiving and sending are operations of the ring, not calls") {
  only_who_is_ready(kModel, 150);
}

}  // namespace
}  // namespace lockstep::echo
