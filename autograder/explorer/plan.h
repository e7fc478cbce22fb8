// SPDX-License-Identifier: MIT
// Which schedule comes next: the default portfolio, or one strategy alone.
#pragma once

#include <string>
#include <vector>

#include "autograder/explorer/core/schedule.h"
#include "autograder/explorer/options.h"

namespace lockstep::explorer {

class Plan {
 public:
  explicit Plan(const Options& options);

  // The next schedule, or null when the budget is used up or nothing is left to try. Valid until
  // the next call.
  const Schedule* next();

  // After each run: its steps, which priority changes are spread over in later runs, and whether
  // it ever had a choice.
  void ran(uint64_t steps, uint64_t decisions);

  // True if every schedule that `summary` speaks of was run.
  bool is_exhausted() const;

  // What was run: "800 schedules", "all 12 schedules with at most 2 preemptions", "800 schedules,
  // among them all 12 with at most 2 preemptions".
  std::string summary() const;

 private:
  Options options_;
  std::vector<StrategyKind> turns_;
  uint64_t runs_ = 0;
  uint64_t steps_ = 0;
  size_t turn_ = 0;
  uint64_t seeds_[kStrategies] = {};
  uint64_t longest_ = 0;
  bool no_choice_ = false;
  bool bounded_started_ = false;
  bool bounded_done_ = false;
  Schedule current_;
};

}  // namespace lockstep::explorer
