// SPDX-License-Identifier: MIT
// Your isolation. The contract is in isolation.h; run it with
//   bazel test //lessons/processes:isolation_test
#include "lessons/processes/isolation.h"

#include "lessons/base/not_implemented.h"

namespace lockstep {

std::string run_isolated(const std::function<std::string()>& work) {
  (void)work;
  not_implemented("run_isolated");
}

}  // namespace lockstep
