// SPDX-License-Identifier: MIT
// The table of the mutants. See mutants.h.
#include "autograder/explorer/mutants.h"

#include "autograder/explorer/mutants_locking.h"
#include "autograder/explorer/mutants_waiting.h"

namespace lockstep::explorer {

bool wrong_result = false;

namespace {

template <bool Wrong>
constexpr Mutant program(int number) {
  constexpr Outcome kLost = Outcome::kLostWakeup;
  constexpr Outcome kCheck = Outcome::kWrongResult;
  constexpr Outcome kRace = Outcome::kDataRace;
  const Mutant all[kMutants] = {
      {"M1", "one condition variable, notify_one", one_condition<Wrong>, kLost},
      {"M2", "if instead of while", if_not_while<Wrong>, kCheck},
      {"M3", "set and notified without the mutex", set_without_mutex<Wrong>, kLost},
      {"M4", "an event wakes one of two", event_wakes_one<Wrong>, kLost},
      {"M5", "opposite lock orders", opposite_orders<Wrong>, Outcome::kDeadlock},
      {"M6", "two critical sections", two_sections<Wrong>, kCheck},
      {"M7", "notifies only from zero", notifies_from_zero<Wrong>, kLost},
      {"M8", "relaxed publication", relaxed_publication<Wrong>, kRace},
      {"M9", "bare counter", bare_counter<Wrong>, kRace},
      {"M10", "three threads in one order", three_in_order<Wrong>, kCheck},
      {"M11", "barrier without rounds", barrier_without_rounds<Wrong>, kLost},
  };
  return all[number];
}

}  // namespace

#define LOCKSTEP_PROGRAMS(wrong)                                                                 \
  program<wrong>(0), program<wrong>(1), program<wrong>(2), program<wrong>(3), program<wrong>(4), \
      program<wrong>(5), program<wrong>(6), program<wrong>(7), program<wrong>(8),                \
      program<wrong>(9), program<wrong>(10)

const Mutant mutants[kMutants] = {LOCKSTEP_PROGRAMS(true)};
const Mutant corrected[kMutants] = {LOCKSTEP_PROGRAMS(false)};

}  // namespace lockstep::explorer
