// SPDX-License-Identifier: MIT
// Becoming an ordinary user.
#ifndef AUTOGRADER_RUNNER_BECOME_USER_H_
#define AUTOGRADER_RUNNER_BECOME_USER_H_

namespace lockstep {

// Makes this process the user and the group of that number and of no other group; nothing when it
// is below 0. By direct system calls, so async-signal-safe. Returns 0 or an error number.
int become_user(int user);

}  // namespace lockstep

#endif  // AUTOGRADER_RUNNER_BECOME_USER_H_
