// SPDX-License-Identifier: MIT
// What became of a body under the explorer.
#pragma once

namespace lockstep::explorer {

enum class Outcome {
  kPassed,             // every schedule that was run ended well
  kDataRace,           // ThreadSanitizer reported a race
  kMisuse,             // a primitive used against its rules
  kCrash,              // an exception left the body or a thread
  kDeadlock,           // threads wait for what each other holds
  kLostWakeup,         // nobody can run, and somebody waits for a signal
  kWrongResult,        // a check of the body failed
  kNoProgress,         // the step limit was reached while threads kept running
  kStarvation,         // a thread was passed over more often than allowed
  kLeftEarly,          // a process ended before its body did
  kLeak,               // a thread was neither joined nor detached, or never ended; or a process
                       // left something behind
  kFault,              // the explorer's own limits were reached: nobody's fault but ours
};

// "passed", "data race" ...: the word for a verdict.
const char* outcome_name(Outcome outcome);

}  // namespace lockstep::explorer
