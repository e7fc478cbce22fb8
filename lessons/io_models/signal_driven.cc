// SPDX-License-Identifier: MIT
// Your signal-driven server. The contract is in lessons/base/echo.h and in signal_driven.h; run it
// with
//   bazel test //lessons/io_models:signal_driven_test
#include "lessons/io_models/signal_driven.h"

#include "lessons/base/not_implemented.h"

namespace lockstep {

void serve_signal_driven(int listener, int stop) {
  (void)listener;
  (void)stop;
  not_implemented("serve_signal_driven");
}

}  // namespace lockstep
