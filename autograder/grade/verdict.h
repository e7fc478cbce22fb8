// SPDX-License-Identifier: MIT
// The verdicts that a claim can get, in the order in which they are decided.
#ifndef AUTOGRADER_GRADE_VERDICT_H_
#define AUTOGRADER_GRADE_VERDICT_H_

#include <optional>
#include <string_view>

namespace lockstep {

// Where the evidence allows several, the first in this order is the verdict.
enum class Verdict {
  kGraderFault,     // our part failed: no grade at all
  kNotSubmitted,    // no file for the exercise
  kDoesNotCompile,  // the file does not compile, or does not link, against the contract
  kRefused,         // the gate refused it
  kOverLimit,       // memory, processes, output or file size
  kNotImplemented,  // the skeleton's "not implemented yet"
  kDataRace,
  kMisuse,      // a primitive used against its rules
  kCrash,       // a signal or an uncaught exception
  kDeadlock,    // a cycle of threads that wait for each other
  kLostWakeup,  // a thread waits for a signal that nobody is left to give
  kWrongResult,
  kNoProgress,
  kStarvation,
  kBusyWait,
  kLeftEarly,  // the process ended before the claim was completed
  kLeak,
  kPassed,
};

// The word that reports use: "data race".
std::string_view name(Verdict verdict);

// The verdict of that name, or nothing when there is none.
std::optional<Verdict> verdict_named(std::string_view name);

// Whether the verdict decides a whole exercise (true) or one claim (false).
bool holds_for_the_exercise(Verdict verdict);

}  // namespace lockstep

#endif  // AUTOGRADER_GRADE_VERDICT_H_
