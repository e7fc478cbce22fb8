// SPDX-License-Identifier: MIT
// What running the claims of one exercise against one submission found: evidence, not yet verdicts.
// Written by the runner, read by the judge.
#ifndef AUTOGRADER_RUNNER_RECORD_H_
#define AUTOGRADER_RUNNER_RECORD_H_

#include <filesystem>
#include <string>
#include <vector>

#include "autograder/gate/build_report.h"
#include "autograder/grade/verdict.h"

namespace lockstep {

// One thing that was seen. It speaks for a verdict; which one counts is the judge's to decide.
struct Evidence {
  Verdict verdict;
  std::string words;     // what was seen, for the student
  std::string schedule;  // under which schedule, if the explorer was running ("pct3:4711")
  std::string trace;     // the interleaving of that schedule, for the student
  bool repeatable = true;
  std::string detail;  // for the instructor: the assertion, the raw report
};

struct ClaimRecord {
  std::string name;                // "Semaphore.OnePermitLetsOneThreadIn"
  std::vector<Evidence> evidence;  // in the order in which it was seen
  bool wall_clock = false;         // some of it rests on the wall clock: not to be cached
  double cpu_seconds = 0;
};

struct Record {
  BuildReport build;
  std::vector<ClaimRecord> claims;  // empty when the build is not ok
  // What this machine's jail lacked, in words for the instructor.
  std::vector<std::string> missing_layers = {};
  bool wall_clock() const;  // whether any claim's evidence rests on the wall clock
};

// Throws std::exception when the file is not what write_record() wrote.
Record read_record(const std::filesystem::path& path);
void write_record(const std::filesystem::path& path, const Record& record);

}  // namespace lockstep

#endif  // AUTOGRADER_RUNNER_RECORD_H_
