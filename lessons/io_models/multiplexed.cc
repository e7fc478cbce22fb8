// SPDX-License-Identifier: MIT
// Your multiplexed server. The contract is in lessons/base/echo.h and in multiplexed.h; run it with
//   bazel test //lessons/io_models:multiplexed_test
#include "lessons/io_models/multiplexed.h"

#include "lessons/base/not_implemented.h"

namespace lockstep {

void serve_multiplexed(int listener, int stop) {
  (void)listener;
  (void)stop;
  not_implemented("serve_multiplexed");
}

}  // namespace lockstep
