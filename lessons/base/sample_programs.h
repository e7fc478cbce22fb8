// SPDX-License-Identifier: MIT
// Programs in the byte code of byte_code.h: three ways to count to three, and a blocking call.
#ifndef LESSONS_BASE_SAMPLE_PROGRAMS_H_
#define LESSONS_BASE_SAMPLE_PROGRAMS_H_

namespace lockstep {
namespace base {

// for (int i = 3; i != 0; --i) x += 1;   in one instruction
inline constexpr char kIncrements[] = R"(
          push 3
  again:  increment x
          push -1
          add
          dup
          jump_if again
          return
)";

// for (int i = 3; i != 0; --i) x += 1;   as Python has it: load, add, store
inline constexpr char kAddsOne[] = R"(
          push 3
  again:  load x
          push 1
          add
          store x
          push -1
          add
          dup
          jump_if again
          return
)";

// for (int i = 3; i != 0; --i) x += f();   where f() is 1: a call between load and store
inline constexpr char kAddsCall[] = R"(
          push 3
  again:  load x
          call f
          add
          store x
          push -1
          add
          dup
          jump_if again
          return
  f:      push 1
          return
)";

// Waits for 10 ms for something from outside, and counts that it came.
inline constexpr char kReads[] = R"(
          sleep 10
          increment x
          return
)";

}  // namespace base
}  // namespace lockstep

#endif  // LESSONS_BASE_SAMPLE_PROGRAMS_H_
