// SPDX-License-Identifier: MIT
#include "autograder/gate/keep.h"

#include <set>
#include <string>

#include "llvm/IR/Constants.h"

namespace lockstep {
namespace {

// The variable's name, where the symbol is its guard.
std::string without_guard(llvm::StringRef symbol) {
  return symbol.starts_with("_ZGV") ? ("_Z" + symbol.drop_front(4)).str() : symbol.str();
}

bool is_of_the_library(llvm::StringRef symbol) {
  for (const char* begin : {"_ZNSt", "_ZSt", "_ZZNSt", "_ZZNKSt", "_ZZSt", "_ZN9__gnu_cxx"}) {
    if (symbol.starts_with(begin)) return true;
  }
  return false;
}

// Inline variables, and the statics of inline functions: where waiting threads find each other
// (std::atomic::wait) there must be one in the program. The library's are shared when they begin
// as zero, so that no file can hand something in with them; others when the exercise names them.
bool is_shared(const llvm::GlobalValue& value, const GateRules& rules) {
  const auto* variable = llvm::dyn_cast<llvm::GlobalVariable>(&value);
  const bool weak = value.hasLinkOnceODRLinkage() || value.hasWeakODRLinkage();
  if (variable == nullptr || !weak) {
    return false;
  }
  const std::string name = without_guard(variable->getName());
  if (rules.shared.contains(name)) return true;
  return is_of_the_library(name) && !variable->isConstant() && variable->hasInitializer() &&
         variable->getInitializer()->isNullValue();
}

bool stays(const llvm::GlobalValue& value, const GateRules& rules) {
  return value.isDeclarationForLinker() || value.hasLocalLinkage() || value.hasAppendingLinkage() ||
         rules.api.contains(value.getName()) || is_shared(value, rules);
}

}  // namespace

void keep_only_what_is_asked_for(llvm::Module& module, const GateRules& rules) {
  std::set<const llvm::Comdat*> kept;
  for (llvm::GlobalValue& value : module.global_values()) {
    const bool visible = !value.hasLocalLinkage() && stays(value, rules);
    if (visible && value.getComdat() != nullptr) kept.insert(value.getComdat());
    if (stays(value, rules)) continue;
    value.setLinkage(llvm::GlobalValue::InternalLinkage);
    value.setVisibility(llvm::GlobalValue::DefaultVisibility);
    value.setDSOLocal(true);
  }
  // A group without its symbol would still be folded with the same group of another object.
  for (llvm::GlobalObject& object : module.global_objects()) {
    if (!kept.contains(object.getComdat())) object.setComdat(nullptr);
  }
}

}  // namespace lockstep
