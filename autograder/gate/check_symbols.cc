// SPDX-License-Identifier: MIT
#include "autograder/gate/check.h"
#include "autograder/gate/refused_names.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/InstrTypes.h"

namespace lockstep {
namespace {

// Lists that the linker appends to each other; the names are the compiler's own.
bool is_a_list(const llvm::GlobalValue& value) {
  return value.getName() == "llvm.global_ctors" || value.getName() == "llvm.global_dtors" ||
         value.getName() == "llvm.used" || value.getName() == "llvm.compiler.used";
}

void check_name(const llvm::GlobalValue& value, const Check& check) {
  const std::string name = value.getName().str();
  std::string why = why_never(name);
  const bool defined = !value.isDeclarationForLinker();
  if (why.empty() && defined && !is_a_list(value)) {
    why = name.starts_with("llvm.") ? readable(name) + " is a name of the compiler's own"
                                    : why_not_defined(name, llvm::isa<llvm::Function>(value));
  }
  if (why.empty() && !defined && !check.rules.allows(name)) why = why_not_allowed(name);
  if (!why.empty()) check.findings.add(check.places.line_of(value), why);
}

// The number of a system call is looked at where it is called; by a pointer it would have any.
void check_system_calls(const llvm::Module& module, const Check& check) {
  const llvm::Function* function = module.getFunction("syscall");
  if (function == nullptr || check.rules.exercise.match("syscall")) return;
  for (const llvm::Use& use : function->uses()) {
    const auto* call = llvm::dyn_cast<llvm::CallBase>(use.getUser());
    if (call != nullptr && call->isCallee(&use)) continue;
    check.findings.add(check.places.line_of(*function), "syscall is called by name only");
  }
}

// A priority puts an initialiser before those of others, the grader's included.
void check_order(const llvm::GlobalVariable& list, const Check& check) {
  const auto* entries = llvm::dyn_cast<llvm::ConstantArray>(list.getInitializer());
  if (entries == nullptr) return;  // an empty list is a zero
  constexpr unsigned kOrdinary = 65535;
  for (const llvm::Use& use : entries->operands()) {
    const auto* entry = llvm::cast<llvm::Constant>(use.get());
    const auto* order = llvm::dyn_cast_or_null<llvm::ConstantInt>(entry->getAggregateElement(0u));
    if (order != nullptr && order->equalsInt(kOrdinary)) continue;
    const llvm::Constant* function = entry->getAggregateElement(1u);
    const auto* global = function == nullptr
                             ? nullptr
                             : llvm::dyn_cast<llvm::GlobalValue>(function->stripPointerCasts());
    check.findings.add(global == nullptr ? 0 : check.places.line_of(*global),
                       "an initialiser or destructor with a priority runs out of turn");
  }
}

void check_section(const llvm::GlobalObject& object, const Check& check) {
  const bool of_the_compiler = is_a_list(object) || (llvm::isa<llvm::Function>(object) &&
                                                     object.getSection() == ".text.startup");
  if (object.hasSection() && !of_the_compiler) {
    check.findings.add(check.places.line_of(object), readable(object.getName()) +
                                                         " is put into a section by name (" +
                                                         object.getSection().str() + ")");
  }
  if (object.hasPartition()) {
    check.findings.add(check.places.line_of(object),
                       readable(object.getName()) + " is put into a partition");
  }
}

void check_variable(const llvm::GlobalVariable& variable, const Check& check) {
  if (variable.hasImplicitSection()) {
    check.findings.add(check.places.line_of(variable), "a pragma puts variables into sections");
  }
  if (variable.getAddressSpace() != 0 || variable.isExternallyInitialized()) {
    check.findings.add(
        check.places.line_of(variable),
        "address_space hides " + readable(variable.getName()) + " from the race detector");
  }
  if (is_a_list(variable) && variable.getName().starts_with("llvm.global_")) {
    check_order(variable, check);
  }
}

}  // namespace

void check_symbols(const llvm::Module& module, const Check& check) {
  for (const llvm::GlobalValue& value : module.global_values()) check_name(value, check);
  for (const llvm::GlobalObject& object : module.global_objects()) check_section(object, check);
  for (const llvm::GlobalVariable& variable : module.globals()) check_variable(variable, check);
  check_system_calls(module, check);
  for (const llvm::GlobalIFunc& ifunc : module.ifuncs()) {
    check.findings.add(check.places.line_of(ifunc),
                       readable(ifunc.getName()) +
                           " is chosen by a resolver (ifunc), which runs before the grader");
  }
  for (const llvm::GlobalAlias& alias : module.aliases()) {
    // The compiler makes constructors one by an alias of a definition; a student's may be that too.
    const llvm::GlobalObject* target = alias.getAliaseeObject();
    if (target == nullptr || target->isDeclarationForLinker()) {
      check.findings.add(check.places.line_of(alias),
                         readable(alias.getName()) + " is an alias of what this file lacks");
    }
  }
}

}  // namespace lockstep
