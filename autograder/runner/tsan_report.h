// SPDX-License-Identifier: MIT
// Reads ThreadSanitizer's reports and says them in a student's words.
#ifndef AUTOGRADER_RUNNER_TSAN_REPORT_H_
#define AUTOGRADER_RUNNER_TSAN_REPORT_H_

#include <string>
#include <vector>

#include "autograder/runner/record.h"

namespace lockstep {

struct Frame {
  std::string module;  // path of a binary
  std::string offset;  // "0x124b2e"
};

struct Stack {
  std::string title;  // "Previous write of size 4 at 0x55a0 by thread T1"
  std::vector<Frame> frames;
};

struct TsanReport {
  std::string kind;  // "data race"
  std::vector<Stack> stacks;
  std::string text;  // as it was printed
};

// The format of stack frames that parse_tsan_reports() understands; for TSAN_OPTIONS.
inline constexpr char kTsanStackFormat[] = "    #%n %m %o";

// Text that is no report is skipped.
std::vector<TsanReport> parse_tsan_reports(const std::string& text);

// The reports as evidence. `binary` was running; frames of `source` are the student's and are named
// by line, others are not named. Lock order inversions are left out: an order is no deadlock, and
// the explorer finds those. Starts llvm-symbolizer when there is a report.
std::vector<Evidence> tsan_evidence(const std::vector<TsanReport>& reports,
                                    const std::string& binary, const std::string& source);

}  // namespace lockstep

#endif  // AUTOGRADER_RUNNER_TSAN_REPORT_H_
