// SPDX-License-Identifier: MIT
// Your scheduler. The contract is in scheduler.h; run it with
//   bazel test //lessons/processes:scheduler_test
#include "lessons/processes/scheduler.h"

#include "lessons/base/not_implemented.h"

namespace lockstep {

Schedule first_come_first_served(const std::vector<Job>& jobs) {
  (void)jobs;
  not_implemented("first_come_first_served");
}

Schedule shortest_job_first(const std::vector<Job>& jobs) {
  (void)jobs;
  not_implemented("shortest_job_first");
}

Schedule round_robin(const std::vector<Job>& jobs, int quantum) {
  (void)jobs;
  (void)quantum;
  not_implemented("round_robin");
}

Schedule multilevel_feedback_queue(const std::vector<Job>& jobs, const Levels& levels) {
  (void)jobs;
  (void)levels;
  not_implemented("multilevel_feedback_queue");
}

}  // namespace lockstep
