// SPDX-License-Identifier: MIT
// Tells the reports of the harness's own races (autograder/harness/canary.h) from a submission's.
#ifndef AUTOGRADER_RUNNER_CANARY_REPORTS_H_
#define AUTOGRADER_RUNNER_CANARY_REPORTS_H_

#include <string>
#include <vector>

#include "autograder/runner/tsan_report.h"

namespace lockstep {

// Removes the reports of races at one of `addresses` ("0x5560") from `reports`. Returns at how many
// of the addresses a race was reported.
int take_canaries(std::vector<TsanReport>& reports, const std::vector<std::string>& addresses);

}  // namespace lockstep

#endif  // AUTOGRADER_RUNNER_CANARY_REPORTS_H_
