// SPDX-License-Identifier: MIT
// The claims of the exercise `signal_driven` on what the server does.
#include "lessons/io_models/signal_driven.h"

#include "tests/io_models/ends.h"
#include "tests/io_models/service.h"
#include "tests/io_models/stop.h"

namespace lockstep::echo {
namespace {

constexpr Model kModel{.serve = serve_signal_driven};

CLAIM(
    SignalDriven, LinesComeBackWhole, 7,
    "each line comes back once and whole, however it was cut into pieces, and no part before it") {
  lines_come_back(kModel);
}

CLAIM(SignalDriven, MuchComesBackAsItWas, 7,
      "much that is sent at once comes back as it was, however little one call moves") {
  much_comes_back(kModel);
}

CLAIM(SignalDriven, ManyAreServed, 9,
      "more than a hundred clients are served, also those who came before the server") {
  many_are_served(kModel);
}

CLAIM(SignalDriven, ASlowReaderHoldsUpNobody, 8,
      "a client that takes nothing holds up no other, costs a bounded amount of memory, and loses "
      "nothing") {
  slow_readers_hold_up_nobody(kModel);
}

CLAIM(SignalDriven, AnEndOfSendingIsNoEnd, 8,
      "who ends its sending still gets what is to be sent to it, and then is closed") {
  an_end_of_sending_is_no_end(kModel);
}

CLAIM(SignalDriven, LongLinesAreRefused, 5,
      "a client that sends a line that is too long is closed, and nobody else") {
  long_lines_are_refused(kModel);
}

CLAIM(SignalDriven, WhoGoesIsClosed, 8,
      "a client may go at any moment: others are served, and descriptors are given back") {
  who_goes_is_closed(kModel);
}

CLAIM(SignalDriven, ClientsWaitForDescriptors, 6,
      "without descriptors the server goes on, asleep, and accepts again when a client has gone") {
  no_descriptors_left(kModel);
}

CLAIM(
    SignalDriven, StopIsPrompt, 7,
    "told to stop by a byte or by the end of the pipe, the server closes its clients and returns") {
  stop_is_prompt(kModel);
}

CLAIM(SignalDriven, StopComesBeforeWork, 4,
      "told to stop, the server does not first do all that there is to do") {
  stop_comes_before_work(kModel);
}

CLAIM(SignalDriven, NothingIsLeft, 6,
      "the server leaves no descriptor, thread, handler or mode behind, and may be called again") {
  nothing_is_left(kModel);
}

CLAIM(SignalDriven, SignalsAreNothing, 4, "signals whose handlers return change nothing") {
  signals_are_nothing(kModel);
}

}  // namespace
}  // namespace lockstep::echo
