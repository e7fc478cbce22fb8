// SPDX-License-Identifier: MIT
#include <initializer_list>

#include "autograder/gate/check.h"
#include "autograder/gate/refused_names.h"
#include "llvm/IR/DebugInfo.h"

namespace lockstep {
namespace {

bool is_known(llvm::StringRef name) {
  // Made for every file; linker.options is looked at below.
  for (const char* known : {"llvm.dbg.cu", "llvm.module.flags", "llvm.ident", "llvm.linker.options",
                            "llvm.errno.tbaa"}) {
    if (name == known) return true;
  }
  return false;
}

void check_metadata(const llvm::Module& module, const Check& check) {
  for (const llvm::NamedMDNode& node : module.named_metadata()) {
    const bool orders = node.getName() == "llvm.linker.options" && node.getNumOperands() > 0;
    if (orders || node.getName() == "llvm.dependent-libraries") {
      check.findings.add(0, "a pragma gives orders to the linker");
    } else if (!is_known(node.getName())) {
      check.findings.add(0, "not understood by the gate: " + node.getName().str());
    }
  }
}

// #line and line markers make debug information name other files: findings would be told of lines
// that are not there. A file whose lines were renamed has no checksum.
void check_file(const llvm::DIFile* file, const std::set<std::string>& files, const Check& check) {
  if (file == nullptr) return;
  llvm::StringRef name = file->getFilename();
  name.consume_front("./");
  if (name.starts_with("/usr/")) return;  // the system's headers use line markers themselves
  if (files.contains(name.str()) && file->getChecksum()) return;
  check.findings.add(
      0, "#line changes the names of files and the numbers of lines (" + readable(name) + ")");
}

void check_files(const llvm::Module& module, const std::set<std::string>& files,
                 const Check& check) {
  llvm::DebugInfoFinder finder;
  finder.processModule(module);
  for (const auto* program : finder.subprograms()) check_file(program->getFile(), files, check);
  for (const auto* type : finder.types()) check_file(type->getFile(), files, check);
  for (const auto* scope : finder.scopes()) check_file(scope->getFile(), files, check);
  for (const auto* unit : finder.compile_units()) check_file(unit->getFile(), files, check);
  for (const auto* variable : finder.global_variables()) {
    check_file(variable->getVariable()->getFile(), files, check);
  }
}

// An asm label gives a function the symbol of another. Debug information has both names; where
// there is no C++ mangling they have to be the same.
void check_labels(const llvm::Module& module, const Check& check) {
  for (const llvm::Function& function : module.functions()) {
    const llvm::StringRef symbol = function.getName();
    const llvm::DISubprogram* program = function.getSubprogram();
    if (program == nullptr || symbol.starts_with("_Z") || symbol.starts_with("_GLOBAL__") ||
        made_by_the_compiler(symbol)) {
      continue;
    }
    llvm::StringRef name = program->getName();
    name.consume_front("__builtin_");
    // The C library's headers rename by labels themselves.
    if (name == symbol || program->getFilename().starts_with("/usr/")) continue;
    check.findings.add(check.places.line_of(function),
                       "an asm label gives " + readable(name) + " the name " + symbol.str());
  }
}

}  // namespace

void check_module(const llvm::Module& module, const std::set<std::string>& files,
                  const Check& check) {
  if (!module.getModuleInlineAsm().empty()) {
    check.findings.add(0, "assembler hides your code from the race detector (asm at file scope)");
  }
  check_metadata(module, check);
  check_files(module, files, check);
  check_labels(module, check);
}

}  // namespace lockstep
