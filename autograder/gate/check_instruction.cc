// SPDX-License-Identifier: MIT
// What ThreadSanitizer's pass passes over is refused here: it instruments loads, stores and atomic
// operations of 1, 2, 4, 8 and 16 bytes in the ordinary address space, and nothing else.
#include "autograder/gate/check.h"
#include "autograder/gate/refused_names.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/DataLayout.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Operator.h"

namespace lockstep {
namespace {

constexpr char kHides[] = " hides your code from the race detector";

bool is_seen_size(const llvm::DataLayout& layout, llvm::Type* type) {
  const llvm::TypeSize size = layout.getTypeStoreSizeInBits(type);
  if (size.isScalable()) return false;
  const auto bits = size.getFixedValue();
  return bits == 8 || bits == 16 || bits == 32 || bits == 64 || bits == 128;
}

// A local variable's own accesses are seen by nobody else; others reach it through an address, and
// that access is refused where it stands.
bool is_local(const llvm::Value* address) {
  return llvm::isa<llvm::AllocaInst>(address->stripInBoundsConstantOffsets());
}

std::string why_not_accessed(const llvm::Instruction& instruction) {
  const llvm::Value* address = llvm::getLoadStorePointerOperand(&instruction);
  llvm::Type* type = llvm::getLoadStoreType(const_cast<llvm::Instruction*>(&instruction));
  const llvm::DataLayout& layout = instruction.getModule()->getDataLayout();
  if (!is_local(address) && !is_seen_size(layout, type)) {
    return "an access of " + std::to_string(layout.getTypeStoreSize(type).getKnownMinValue()) +
           " bytes at once" + kHides;
  }
  return "";
}

// Orders between threads that the detector knows nothing of.
std::string why_not_atomic(const llvm::Instruction& instruction) {
  const auto scope = llvm::getAtomicSyncScopeID(&instruction);
  const bool fence = llvm::isa<llvm::FenceInst>(instruction);
  if (!fence && scope && *scope != llvm::SyncScope::System) {
    return std::string("an atomic operation for one thread") + kHides;
  }
  const auto* change = llvm::dyn_cast<llvm::AtomicRMWInst>(&instruction);
  if (change == nullptr) return "";
  const llvm::DataLayout& layout = instruction.getModule()->getDataLayout();
  using Op = llvm::AtomicRMWInst;
  const auto op = change->getOperation();
  const bool seen = op == Op::Xchg || op == Op::Add || op == Op::Sub || op == Op::And ||
                    op == Op::Or || op == Op::Xor || op == Op::Nand;
  if (seen && is_seen_size(layout, change->getType())) return "";
  return "atomic " + llvm::AtomicRMWInst::getOperationName(op).str() + " of this type" + kHides;
}

bool is_other_address_space(const llvm::Type* type) {
  const llvm::Type* scalar = type->getScalarType();
  return scalar->isPointerTy() && scalar->getPointerAddressSpace() != 0;
}

// 202 is futex: waiting and waking in the standard library's own templates is done by it.
bool is_futex(const llvm::CallBase& call) {
  constexpr unsigned kFutex = 202;
  const auto* number =
      call.arg_size() == 0 ? nullptr : llvm::dyn_cast<llvm::ConstantInt>(call.getArgOperand(0));
  return number != nullptr && number->equalsInt(kFutex);
}

std::string why_not_called(const llvm::CallBase& call, const GateRules& rules) {
  if (call.isInlineAsm()) return std::string("assembler") + kHides;
  const llvm::Value* target = call.getCalledOperand()->stripPointerCasts();
  if (llvm::isa<llvm::Constant>(target) && !llvm::isa<llvm::GlobalValue>(target)) {
    return "a call of a fixed address could reach the grader";
  }
  if (call.getCallingConv() != llvm::CallingConv::C) {
    return std::string("a calling convention of its own") + kHides;
  }
  if (call.hasOperandBundles() && !llvm::isa<llvm::AssumeInst>(call)) {
    return "a call of a kind that the gate does not understand";
  }
  if (target->getName() == "syscall" && !is_futex(call) && !rules.exercise.match("syscall")) {
    return "syscall is not needed for this exercise, except for futex (the constant SYS_futex)";
  }
  return "";
}

// A function's address may be called, stored and compared; calculating with the address of a
// function of others leads to code that the file cannot name.
bool calculates_with_code(const llvm::Value& value) {
  const auto* offset = llvm::dyn_cast<llvm::GEPOperator>(&value);
  if (offset == nullptr) return false;
  const auto* function =
      llvm::dyn_cast<llvm::Function>(offset->getPointerOperand()->stripPointerCasts());
  return function != nullptr && function->isDeclaration();
}

std::string why_not_used(const llvm::Instruction& instruction) {
  if (is_other_address_space(instruction.getType())) return std::string("address_space") + kHides;
  if (calculates_with_code(instruction)) return "the address of a function is calculated with";
  for (const llvm::Use& use : instruction.operands()) {
    if (is_other_address_space(use->getType())) return std::string("address_space") + kHides;
    if (calculates_with_code(*use)) return "the address of a function is calculated with";
  }
  return "";
}

// The compiler marks what it adds itself so that no sanitizer looks at it. Here that is the look
// into a virtual table when a function is called by a pointer to a member: a pointer read from what
// never changes.
bool is_marked_unseen(const llvm::Instruction& instruction) {
  if (!instruction.hasMetadata(llvm::LLVMContext::MD_nosanitize)) return false;
  if (llvm::isa<llvm::LoadInst>(instruction)) return !instruction.getType()->isPointerTy();
  return instruction.mayReadOrWriteMemory();
}

bool is_understood(const llvm::Instruction& instruction) {
  return !llvm::isa<llvm::CallBrInst, llvm::VAArgInst, llvm::CatchSwitchInst, llvm::CatchPadInst,
                    llvm::CleanupPadInst, llvm::CatchReturnInst, llvm::CleanupReturnInst>(
             instruction) &&
         !is_marked_unseen(instruction);
}

}  // namespace

void check_instruction(const llvm::Instruction& instruction, const Check& check) {
  std::string why = why_not_used(instruction);
  if (why.empty() && !is_understood(instruction)) {
    why = std::string("an instruction of this kind") + kHides;
  }
  if (why.empty() && llvm::isa<llvm::LoadInst, llvm::StoreInst>(instruction)) {
    why = why_not_accessed(instruction);
  }
  if (why.empty()) why = why_not_atomic(instruction);
  if (why.empty()) {
    if (const auto* call = llvm::dyn_cast<llvm::CallBase>(&instruction)) {
      why = why_not_called(*call, check.rules);
    }
  }
  if (!why.empty()) check.findings.add(check.places.line_of(instruction), why);
}

}  // namespace lockstep
