// SPDX-License-Identifier: MIT
// Schedules as text: "random:12", "pct3:4711.37" (seed, and the steps that changes are spread
// over), "bounded:" with the decisions that differ from going on ("12=1,30=2"; "-" for none). "@2"
// after it means the second exploration of a test.
#pragma once

#include <string>
#include <vector>

#include "autograder/explorer/core/schedule.h"

namespace lockstep::explorer {

struct ParsedSchedule {
  Schedule schedule;  // its deviations point into the vector
  std::vector<Deviation> deviations;
  int exploration = 1;
};

std::string to_text(const Schedule& schedule, int exploration);

// Throws std::invalid_argument.
ParsedSchedule parse_schedule(const std::string& text);

StrategyKind strategy_kind(const std::string& name);

}  // namespace lockstep::explorer
