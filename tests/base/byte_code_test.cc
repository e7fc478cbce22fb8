// SPDX-License-Identifier: MIT
#include "lessons/base/byte_code.h"

#include <stdexcept>
#include <string>

#include "gtest/gtest.h"
#include "lessons/base/sample_programs.h"

namespace lockstep {
namespace base {
namespace {

TEST(ByteCode, IsAssembled) {
  const Program expected = {{Op::kPush, -3}, {Op::kLoad, 23}, {Op::kCall, 4},
                            {Op::kReturn},   {Op::kSleep, 2}, {Op::kJump, 1}};
  EXPECT_EQ(
      assemble("push -3 # comment\n\n back: load x\n call f\n return\nf:\n sleep 2\n jump back"),
      expected);
}

TEST(ByteCode, IsReadable) {
  EXPECT_EQ(disassemble(assemble(kReads)), "  0  sleep 10\n  1  increment x\n  2  return\n");
  EXPECT_EQ(to_text(assemble(kIncrements)[5]), "jump_if -> 1");
}

TEST(ByteCode, RefusesWhatIsNoProgram) {
  for (const char* text :
       {"", "pop\n return", "push\n return", "push x\n return", "push 1 2\n return",
        "load X\n return", "load xy\n return", "jump nowhere\n return", "push 1",
        "work -1\n return", "return 1", "a: return\n a: return", "jump a\n return\n a:"}) {
    EXPECT_THROW(assemble(text), std::invalid_argument) << text;
  }
  try {
    assemble("push 1\nload 7\nreturn");
  } catch (const std::invalid_argument& error) {
    EXPECT_EQ(std::string(error.what()), "line 2: no variable: 7");
  }
}

}  // namespace
}  // namespace base
}  // namespace lockstep
