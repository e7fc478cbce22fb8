// SPDX-License-Identifier: MIT
// What a process has, and what of it was not there before.
#ifndef AUTOGRADER_PROCESS_LEFT_BEHIND_H_
#define AUTOGRADER_PROCESS_LEFT_BEHIND_H_

#include <sys/types.h>

#include <map>
#include <string>
#include <vector>

namespace lockstep::process {

// What this process has: descriptors and what they are, signal mask, handlers, session, process
// group, working directory, umask; and in a jail, whose they are, files in /tmp and /dev/shm and
// System V objects.
using Possessions = std::map<std::string, std::string>;
Possessions possessions();

// What changed, in words for a student, and which children were not waited for.
// "descriptor 5 (pipe:[4711]) is still open".
std::vector<std::string> left_behind(const Possessions& before, const Possessions& after);
std::vector<std::string> children_left();

// The open descriptors of a process, and what they are, but for those that the tests themselves
// need in every process. Empty when it has ended.
std::map<int, std::string> descriptors_of(pid_t process);

}  // namespace lockstep::process

#endif  // AUTOGRADER_PROCESS_LEFT_BEHIND_H_
