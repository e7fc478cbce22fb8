// SPDX-License-Identifier: MIT
// One run of a program under one schedule, in a process of its own.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "autograder/explorer/program/search.h"

namespace lockstep::explorer {

struct ProgramSpec {
  std::vector<std::string> argv;  // argv[0] is a path
  std::chrono::milliseconds time_limit = std::chrono::seconds(10);
  uint64_t max_steps = 1'000'000;
};

struct ProgramRun {
  std::string failure;  // "deadlock", "crash" ...; empty if it passed
  std::string words;    // what happened
  std::string report;   // ThreadSanitizer's
  std::string printed;  // by the program, on its standard output and error
  std::string trace;    // if it was wanted
  RunFacts facts;

  bool passed() const { return failure.empty(); }
};

// Blocks until the program has ended, at most for its time limit. May be called by several threads
// at once. Throws if the program cannot be started or is not linked with the explorer.
ProgramRun run_program(const ProgramSpec& spec, const std::string& schedule, bool traced);

}  // namespace lockstep::explorer
