// SPDX-License-Identifier: MIT
// A small byte code, its assembler and its disassembler. What it does is in the contract of the
// exercise that runs it.
//
// As text, a program has one instruction in each line. A name before a colon is a label for the
// instruction that follows; a hash sign begins a comment. Variables are the letters a to z.
//
//           push 3
//   again:  increment x     # three times
//           push -1
//           add
//           dup
//           jump_if again
//           return
#ifndef LESSONS_BASE_BYTE_CODE_H_
#define LESSONS_BASE_BYTE_CODE_H_

#include <array>
#include <string>
#include <vector>

namespace lockstep {
namespace base {

enum class Op {
  kPush,       // a number
  kDup,        // no argument
  kAdd,        // no argument
  kLoad,       // a variable
  kStore,      // a variable
  kIncrement,  // a variable
  kJump,       // an address
  kJumpIf,     // an address
  kCall,       // an address
  kReturn,     // no argument
  kWork,       // milliseconds, 0 or more
  kSleep,      // milliseconds, 0 or more
};

struct Instruction {
  Op op;
  // The number, the address (0 is the first instruction of the program), or the variable (0 is a).
  int argument = 0;

  bool operator==(const Instruction&) const = default;
};

// The first instruction has address 0. In a program from assemble() all arguments are valid, and
// the last instruction is a jump or a return: nobody runs off the end.
using Program = std::vector<Instruction>;

// The values of the variables a to z.
using Variables = std::array<int, 26>;

// Throws std::invalid_argument, with the line and what is wrong with it.
Program assemble(const std::string& text);

// The instructions, one a line, each with its address: "  2  load x". Addresses that a jump or call
// goes to are written as "-> 2".
std::string disassemble(const Program& program);

// The same for one instruction, without its address.
std::string to_text(const Instruction& instruction);

}  // namespace base
}  // namespace lockstep

#endif  // LESSONS_BASE_BYTE_CODE_H_
