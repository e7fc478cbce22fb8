// SPDX-License-Identifier: MIT
// Your nonblocking server. The contract is in lessons/base/echo.h and in nonblocking.h; run it with
//   bazel test //lessons/io_models:nonblocking_test
#include "lessons/io_models/nonblocking.h"

#include "lessons/base/not_implemented.h"

namespace lockstep {

void serve_nonblocking(int listener, int stop) {
  (void)listener;
  (void)stop;
  not_implemented("serve_nonblocking");
}

}  // namespace lockstep
