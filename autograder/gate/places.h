// SPDX-License-Identifier: MIT
// From a piece of a module to the line of the student's file that it comes from.
#ifndef AUTOGRADER_GATE_PLACES_H_
#define AUTOGRADER_GATE_PLACES_H_

#include <string>

#include "llvm/IR/Module.h"

namespace lockstep {

// Lines come from the debug information. What was written in a header is placed where the
// student's file leads to it. 0: not known.
class Places {
 public:
  // `source`: the name of the student's file in the debug information.
  explicit Places(std::string source) : source_(std::move(source)) {}

  unsigned line_of(const llvm::Instruction& instruction) const;
  unsigned line_of(const llvm::GlobalValue& value) const;

 private:
  bool in_source(const llvm::DIFile* file) const;
  unsigned line_of_use(const llvm::Value& value) const;
  unsigned own_line(const llvm::Instruction& instruction) const;
  unsigned own_line(const llvm::GlobalValue& value) const;

  std::string source_;
};

}  // namespace lockstep

#endif  // AUTOGRADER_GATE_PLACES_H_
