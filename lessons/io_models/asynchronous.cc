// SPDX-License-Identifier: MIT
// Your asynchronous server. The contract is in lessons/base/echo.h and in asynchronous.h; run it
// with
//   bazel test //lessons/io_models:asynchronous_test
#include "lessons/io_models/asynchronous.h"

#include "lessons/base/not_implemented.h"

namespace lockstep {

void serve_asynchronous(int listener, int stop) {
  (void)listener;
  (void)stop;
  not_implemented("serve_asynchronous");
}

}  // namespace lockstep
