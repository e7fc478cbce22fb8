// SPDX-License-Identifier: MIT
// Your daemon. The contract is in daemonize.h; run it with
//   bazel test //lessons/daemon:daemonize_test
#include "lessons/daemon/daemonize.h"

#include "lessons/base/not_implemented.h"

namespace lockstep {

pid_t start_daemon(const Daemon& daemon) {
  (void)daemon;
  not_implemented("start_daemon");
}

}  // namespace lockstep
