// SPDX-License-Identifier: MIT
// Looks at the processes of a claim from outside, through /proc.
#ifndef AUTOGRADER_RUNNER_TREE_H_
#define AUTOGRADER_RUNNER_TREE_H_

#include <sys/types.h>

#include <string>
#include <vector>

namespace lockstep {

struct TreeUse {
  long resident_bytes = 0;
  double cpu_seconds = 0;  // with that of children that were waited for
  int tasks = 0;           // threads of all processes
};

// All descendants of this process, parents first. `above` levels are left out: those that only
// start and hold the jail.
std::vector<pid_t> descendants(int above);

// The children of a process, also those that have ended and were not waited for.
std::vector<pid_t> children_of(pid_t process);

// What these processes use. Those that have ended meanwhile count nothing.
TreeUse use_of(const std::vector<pid_t>& processes);

// The threads of a process; empty when it has ended.
std::vector<pid_t> threads_of(pid_t process);

// The state of a thread, a letter as proc_pid_stat(5) has it; 0 when there is no such thread.
char thread_state(pid_t process, pid_t thread);

// A whole file of /proc, or "" when the process has ended or the file may not be read.
std::string proc_file(pid_t process, const std::string& name);

}  // namespace lockstep

#endif  // AUTOGRADER_RUNNER_TREE_H_
