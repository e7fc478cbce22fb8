// SPDX-License-Identifier: MIT
// What a process of a trial knows of itself. Copied by fork.
#pragma once

#include "autograder/explorer/core/random.h"
#include "autograder/process/core/trouble.h"

namespace lockstep::process {

struct State {
  bool in_trial = false;
  bool on = false;
  bool record = false;
  Plan plan;
  char name[kNameSize] = "";
  std::uint64_t children = 0;
  bool marked = false;
  std::uint64_t points = 0;  // where it may die, two in some calls, or stop
  std::uint64_t calls = 0;
  std::uint64_t failing = 0;  // calls of the name that the plan lets fail
  int stops = 0;
  std::uint64_t signals_from = 0;  // SIGCHLD is held back until this call; 0: it is not
};

extern State state;

// Tells the id of this process.
void tell_id(const char* word);

// Numbers for the present call of this process.
explorer::Random chance();

// Whether the plan has trouble of this kind.
bool makes(unsigned kind);

// Counts a point to die at, and says whether the process dies there.
bool is_a_point_to_die();

}  // namespace lockstep::process
