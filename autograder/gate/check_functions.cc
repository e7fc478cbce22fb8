// SPDX-License-Identifier: MIT
#include "autograder/gate/check.h"
#include "autograder/gate/refused_names.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"

namespace lockstep {
namespace {

// The compiler makes two kinds of functions without marking them for the race detector: the
// wrapper of a thread_local variable and the one that ends the program when a destructor throws.
// They touch no memory and have no place in a file; who copies the name does not get through.
bool needs_no_mark(const llvm::Function& function) {
  const llvm::StringRef name = function.getName();
  if (!name.starts_with("_ZTW") && name != "__clang_call_terminate") return false;
  if (function.getSubprogram() != nullptr) return false;
  for (const llvm::Instruction& instruction : llvm::instructions(function)) {
    if (const auto* call = llvm::dyn_cast<llvm::CallBase>(&instruction)) {
      // By name: the function that initialises the variables of a file is called by an alias.
      if (!llvm::isa<llvm::GlobalValue>(call->getCalledOperand())) return false;
    } else if (instruction.mayReadOrWriteMemory()) {
      return false;
    }
  }
  return true;
}

// Attributes by which the compiler adds code or places for code that nobody checked.
bool adds_code(const llvm::Function& function) {
  for (const llvm::Attribute& attribute : function.getAttributes().getFnAttrs()) {
    if (!attribute.isStringAttribute()) continue;
    const llvm::StringRef kind = attribute.getKindAsString();
    if (kind.starts_with("patchable-function") || kind.starts_with("xray") ||
        kind.starts_with("function-instrument") || kind.starts_with("fentry") ||
        kind.contains("section")) {
      return true;
    }
  }
  return function.hasPrefixData() || function.hasPrologueData() || function.hasGC();
}

bool has_other_personality(const llvm::Function& function) {
  return function.hasPersonalityFn() &&
         function.getPersonalityFn()->stripPointerCasts()->getName() != "__gxx_personality_v0";
}

bool has_swift_error(const llvm::Function& function) {
  for (const llvm::Argument& argument : function.args()) {
    if (argument.hasSwiftErrorAttr()) return true;
  }
  return false;
}

void check_function(const llvm::Function& function, const Check& check) {
  const std::string name = readable(function.getName());
  const auto refuse = [&](const std::string& words) {
    check.findings.add(check.places.line_of(function), words);
  };
  const bool hidden = !function.hasFnAttribute(llvm::Attribute::SanitizeThread) ||
                      function.hasFnAttribute(llvm::Attribute::DisableSanitizerInstrumentation);
  if (hidden && !needs_no_mark(function)) {
    refuse("no_sanitize hides your code from the race detector (" + name + ")");
  }
  if (function.hasFnAttribute(llvm::Attribute::Naked)) {
    refuse("naked hides your code from the race detector (" + name + ")");
  }
  if (function.getCallingConv() != llvm::CallingConv::C || has_swift_error(function)) {
    refuse("a calling convention of its own can hide code from the race detector (" + name + ")");
  }
  if (adds_code(function)) refuse("an attribute adds code or sections to " + name);
  if (has_other_personality(function)) refuse(name + " handles exceptions in a way of its own");
}

}  // namespace

void check_functions(const llvm::Module& module, const Check& check) {
  for (const llvm::Function& function : module.functions()) {
    if (function.isDeclaration()) continue;
    check_function(function, check);
    for (const llvm::Instruction& instruction : llvm::instructions(function)) {
      check_instruction(instruction, check);
    }
  }
}

}  // namespace lockstep
