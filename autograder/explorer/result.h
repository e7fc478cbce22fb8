// SPDX-License-Identifier: MIT
// What an exploration found.
#pragma once

#include <cstdint>
#include <string>

#include "autograder/explorer/outcome.h"

namespace lockstep::explorer {

struct Result {
  Outcome outcome = Outcome::kPassed;

  // The failing schedule, or empty: "pct3:4711.37". It replays alone: --schedule=pct3:4711.37
  std::string schedule;

  // What happened, for the student: "thread 2 waits for mutex A, held by thread 1, which ...".
  std::string message;

  // ThreadSanitizer's report as it wrote it, if it wrote one.
  std::string report;

  // Every step of the failing run; only when a schedule is replayed.
  std::string trace;

  uint64_t schedules = 0;   // runs made
  uint64_t steps = 0;       // of all runs
  uint64_t hash = 0;        // of the steps of all runs: equal for equal schedules
  bool exhaustive = false;  // there is no other schedule, within what `message` says
};

}  // namespace lockstep::explorer
