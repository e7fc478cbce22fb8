// SPDX-License-Identifier: MIT
// Your daemonic children. The contract is in daemon_child.h; run it with
//   bazel test //lessons/daemon:daemon_child_test
#include "lessons/daemon/daemon_child.h"

#include "lessons/base/not_implemented.h"

namespace lockstep {

void run_family(std::chrono::milliseconds grace, const std::function<void()>& code) {
  (void)grace;
  (void)code;
  not_implemented("run_family");
}

pid_t start_child(Kind kind, const std::function<void()>& code) {
  (void)kind;
  (void)code;
  not_implemented("start_child");
}

}  // namespace lockstep
