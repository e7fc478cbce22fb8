// SPDX-License-Identifier: MIT
#include "autograder/gate/places.h"

#include <cstddef>
#include <set>
#include <vector>

#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/Instructions.h"

namespace lockstep {
namespace {

// Templates of the standard library call each other through some levels. The way back to the
// student's file is cut here, so that no file can make it long.
constexpr std::size_t kMostLookedAt = 1000;

}  // namespace

bool Places::in_source(const llvm::DIFile* file) const {
  return file != nullptr && file->getFilename() == source_;
}

unsigned Places::own_line(const llvm::Instruction& instruction) const {
  const llvm::DebugLoc& place = instruction.getDebugLoc();
  return place && in_source(place->getFile()) ? place.getLine() : 0;
}

unsigned Places::own_line(const llvm::GlobalValue& value) const {
  if (const auto* function = llvm::dyn_cast<llvm::Function>(&value)) {
    const llvm::DISubprogram* program = function->getSubprogram();
    if (function->isDeclaration()) return 0;  // where it is declared says nothing
    return program != nullptr && in_source(program->getFile()) ? program->getLine() : 0;
  }
  if (const auto* variable = llvm::dyn_cast<llvm::GlobalVariable>(&value)) {
    llvm::SmallVector<llvm::DIGlobalVariableExpression*, 1> infos;
    variable->getDebugInfo(infos);
    for (const auto* info : infos) {
      if (in_source(info->getVariable()->getFile())) return info->getVariable()->getLine();
    }
  }
  return 0;
}

unsigned Places::line_of_use(const llvm::Value& value) const {
  std::vector<const llvm::Value*> open = {&value};
  std::set<const llvm::Value*> seen(open.begin(), open.end());
  for (std::size_t next = 0; next < open.size() && next < kMostLookedAt; ++next) {
    for (const llvm::User* user : open[next]->users()) {
      const llvm::Value* outer = user;
      unsigned line = 0;
      if (const auto* instruction = llvm::dyn_cast<llvm::Instruction>(user)) {
        line = own_line(*instruction);
        outer = instruction->getFunction();
      }
      const auto* global = llvm::dyn_cast<llvm::GlobalValue>(outer);
      if (line == 0 && global != nullptr) line = own_line(*global);
      if (line != 0) return line;
      if (seen.size() < kMostLookedAt && seen.insert(outer).second) open.push_back(outer);
    }
  }
  return 0;
}

unsigned Places::line_of(const llvm::Instruction& instruction) const {
  const unsigned line = own_line(instruction);
  return line != 0 ? line : line_of(*instruction.getFunction());
}

unsigned Places::line_of(const llvm::GlobalValue& value) const {
  const unsigned line = own_line(value);
  return line != 0 ? line : line_of_use(value);
}

}  // namespace lockstep
