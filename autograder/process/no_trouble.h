// SPDX-License-Identifier: MIT
// Calls of the tests themselves are neither troubled nor counted.
#ifndef AUTOGRADER_PROCESS_NO_TROUBLE_H_
#define AUTOGRADER_PROCESS_NO_TROUBLE_H_

#include "autograder/process/core/trouble.h"

namespace lockstep::process {

// No trouble for this process while it lives.
class NoTrouble {
 public:
  NoTrouble() : was_(set_trouble(false)) {}
  ~NoTrouble() { set_trouble(was_); }
  NoTrouble(const NoTrouble&) = delete;
  NoTrouble& operator=(const NoTrouble&) = delete;

 private:
  bool was_;
};

}  // namespace lockstep::process

#endif  // AUTOGRADER_PROCESS_NO_TROUBLE_H_
