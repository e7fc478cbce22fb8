// SPDX-License-Identifier: MIT
// Eleven small programs with one known fault each, taken from what students do and from studies of
// real bugs. The explorer's tests and its benchmark measure how well each strategy finds them.
#pragma once

#include "autograder/explorer/outcome.h"

namespace lockstep::explorer {

struct Mutant {
  const char* name;
  const char* fault;
  void (*body)();
  Outcome expected;
};

inline constexpr int kMutants = 11;
extern const Mutant mutants[kMutants];

// The same programs without the fault: they must pass every schedule.
extern const Mutant corrected[kMutants];

// Set by a body whose result is wrong; the test asks for it after each run.
extern bool wrong_result;

}  // namespace lockstep::explorer
