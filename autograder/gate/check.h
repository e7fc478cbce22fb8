// SPDX-License-Identifier: MIT
// The rules of the gate over a module of bitcode, before any pass has run over it.
#ifndef AUTOGRADER_GATE_CHECK_H_
#define AUTOGRADER_GATE_CHECK_H_

#include <set>
#include <string>

#include "autograder/gate/finding.h"
#include "autograder/gate/gate_rules.h"
#include "autograder/gate/places.h"
#include "llvm/IR/Module.h"

namespace lockstep {

// What all rules work with.
struct Check {
  const GateRules& rules;
  const Places& places;
  Findings& findings;
};

// What is defined and referred to: names, kinds of symbols, initialisers.
void check_symbols(const llvm::Module& module, const Check& check);

// Sections, assembler of the file, orders to the linker.
void check_module(const llvm::Module& module, const std::set<std::string>& files,
                  const Check& check);

// That each function is one that the race detector sees all of.
void check_functions(const llvm::Module& module, const Check& check);

// The part of check_functions() for one instruction.
void check_instruction(const llvm::Instruction& instruction, const Check& check);

}  // namespace lockstep

#endif  // AUTOGRADER_GATE_CHECK_H_
