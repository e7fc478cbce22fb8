// SPDX-License-Identifier: MIT
#include "autograder/harness/outcome.h"

#include <sanitizer/common_interface_defs.h>

#include <string>

#include "autograder/explorer/explore.h"
#include "autograder/explorer/trace.h"
#include "autograder/harness/channel.h"

namespace lockstep::harness {
namespace {

bool told = false;

// The word of the table of verdicts.
const char* verdict_word(explorer::Outcome outcome) {
  return outcome == explorer::Outcome::kFault ? "grader fault" : explorer::outcome_name(outcome);
}

void tell_outcome(const explorer::Result& result) {
  // After each exploration the explorer lets ThreadSanitizer speak to standard error again.
  __sanitizer_set_report_fd(reinterpret_cast<void*>(static_cast<long>(kRaceFd)));
  if (result.outcome == explorer::Outcome::kPassed) return;
  told = true;
  tell(kOutcome, verdict_word(result.outcome));
  // A wrong result was told with the words meant for the student; the explorer only has all of its
  // text.
  const bool check = result.outcome == explorer::Outcome::kWrongResult;
  tell(check ? kDetail : kMessage, result.message);
  tell(kSchedule, result.schedule);
  if (!result.trace.empty()) tell(kTrace, result.trace);
  if (!result.report.empty()) tell(kReport, result.report);
}

}  // namespace

void tell_explorer_outcomes() {
  explorer::tell_places_as_offsets();
  explorer::set_outcome_listener(tell_outcome);
}

bool told_an_outcome() { return told; }

}  // namespace lockstep::harness
