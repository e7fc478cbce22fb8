// SPDX-License-Identifier: MIT
// Your look at processes. The contract is in process_state.h; run it with
//   bazel test //lessons/processes:process_state_test
#include "lessons/processes/process_state.h"

#include "lessons/base/not_implemented.h"

namespace lockstep {

ProcessState process_state(pid_t process) {
  (void)process;
  not_implemented("process_state");
}

std::optional<ProcessorTime> processor_time(pid_t process) {
  (void)process;
  not_implemented("processor_time");
}

}  // namespace lockstep
