// SPDX-License-Identifier: MIT
// Your blocking server. The contract is in lessons/base/echo.h and in blocking.h; run it with
//   bazel test //lessons/io_models:blocking_test
#include "lessons/io_models/blocking.h"

#include "lessons/base/not_implemented.h"

namespace lockstep {

void serve_blocking(int listener, int stop) {
  (void)listener;
  (void)stop;
  not_implemented("serve_blocking");
}

}  // namespace lockstep
