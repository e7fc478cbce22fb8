// SPDX-License-Identifier: MIT
// Makes everything in a module local that the rest of the program has no need to see.
#ifndef AUTOGRADER_GATE_KEEP_H_
#define AUTOGRADER_GATE_KEEP_H_

#include "autograder/gate/gate_rules.h"
#include "llvm/IR/Module.h"

namespace lockstep {

// After this only the functions and data of the exercise, and data that all objects of a program
// have in common, are visible outside: no definition of the file replaces one of ours, strong or
// weak, and none of ours replaces one of the file's.
void keep_only_what_is_asked_for(llvm::Module& module, const GateRules& rules);

}  // namespace lockstep

#endif  // AUTOGRADER_GATE_KEEP_H_
