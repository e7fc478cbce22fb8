// SPDX-License-Identifier: MIT
// See outcome.h.
#include "autograder/explorer/outcome.h"

namespace lockstep::explorer {

const char* outcome_name(Outcome outcome) {
  switch (outcome) {
    case Outcome::kPassed:
      return "passed";
    case Outcome::kDataRace:
      return "data race";
    case Outcome::kMisuse:
      return "misuse";
    case Outcome::kCrash:
      return "crash";
    case Outcome::kDeadlock:
      return "deadlock";
    case Outcome::kLostWakeup:
      return "lost wakeup";
    case Outcome::kWrongResult:
      return "wrong result";
    case Outcome::kNoProgress:
      return "no progress";
    case Outcome::kStarvation:
      return "starvation";
    case Outcome::kLeftEarly:
      return "left early";
    case Outcome::kLeak:
      return "leak";
    case Outcome::kFault:
      return "explorer fault";
  }
  return "unknown";
}

}  // namespace lockstep::explorer
