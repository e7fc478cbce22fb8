// SPDX-License-Identifier: MIT
// Which layers of the jail this machine offers. Filters on system calls and limits on resources are
// always there; without them nothing is run.
#ifndef AUTOGRADER_RUNNER_LAYERS_H_
#define AUTOGRADER_RUNNER_LAYERS_H_

#include <set>
#include <string>
#include <vector>

namespace lockstep {

struct Layers {
  bool namespaces = true;       // bubblewrap works: own processes, files, network, IPC
  bool own_user = true;         // not the user that the grader belongs to
  bool cgroup = true;           // control groups may be made; found out by Cgroup
  bool fixed_addresses = true;  // address space randomization can be turned off
  int user = -1;                // the user and group to become; -1: stay
  std::vector<std::string> missing;  // in words, for the instructor
};

// Tries each layer; starts one process. `without` names layers to do without, for tests:
// "namespaces", "own_user", "cgroup". Throws std::runtime_error for another name.
Layers find_layers(const std::set<std::string>& without);

}  // namespace lockstep

#endif  // AUTOGRADER_RUNNER_LAYERS_H_
