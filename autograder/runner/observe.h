// SPDX-License-Identifier: MIT
// Runs one claim once in the jail and says what came out of it.
#ifndef AUTOGRADER_RUNNER_OBSERVE_H_
#define AUTOGRADER_RUNNER_OBSERVE_H_

#include <string>
#include <vector>

#include "autograder/runner/channel_reader.h"
#include "autograder/runner/jail.h"
#include "autograder/runner/tsan_report.h"

namespace lockstep {

struct Observed {
  JailEnd end;
  Told told;
  std::vector<TsanReport> reports;  // without those of the canaries
  int canaries = 0;                 // of the harness's two races, how many were reported
};

inline constexpr int kCanaries = 2;

// `binary` is the canonical path of claims linked with a submission; `schedule` is replayed, or "".
// Blocks. Throws std::system_error when the process cannot be started.
Observed observe(Jail& jail, const std::string& binary, const std::string& claim,
                 const std::string& schedule);

}  // namespace lockstep

#endif  // AUTOGRADER_RUNNER_OBSERVE_H_
