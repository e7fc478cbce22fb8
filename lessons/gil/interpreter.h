// SPDX-License-Identifier: MIT
// An interpreter for a small byte code. Several threads run programs side by side on the same
// variables, under a global lock: each has the lock while it runs, and lets go of it at certain
// points only.
//
// A thread has a stack of numbers of its own, empty at first, and shares the variables with all
// others. It executes one instruction after the other, from address 0 on:
//
//   push n       pushes n
//   dup          pushes the top number once more
//   add          pops two numbers, pushes their sum
//   load v       pushes the value that the variable v has now
//   store v      pops a number into the variable v
//   increment v  adds 1 to the variable v
//   jump a       goes on at address a
//   jump_if a    pops a number; unless it is 0, goes on at address a
//   call a       goes on at address a, until a return
//   return       goes on behind the last call that is still open; if none is, the run is over
//   work n       computes something that takes n ms
//   sleep n      waits for n ms for something from outside, as a system call does
//
// The lock is taken before the first instruction and held until the run is over, but for two cases.
// - A safe point: each call, and each jump or jump_if that goes backward (to its own address or a
//   lower one; a jump_if that does not jump is none). There, before the instruction at the address
//   that it goes to, the thread looks once at drop_requested(); if that is true, it drops the lock
//   and takes it again. It looks nowhere else. So whatever a program does between two safe points
//   is done in one piece.
// - sleep drops the lock, without looking whether that is requested, waits, and takes it again.
//   work does not: for the others it is one long instruction. Both take their time by
//   std::this_thread::sleep_for(); that is what stands for a computation here, so that the tests
//   can count in virtual time.
// Otherwise the lock is neither dropped nor taken. Variables are read and written only with the
// lock, and each instruction finds them as they are then.
//
// Memory ordering: the lock's. What a thread did before it dropped the lock is seen by the one that
// takes it next.
//
// Not promised: what happens when a sum is beyond int.
#ifndef LESSONS_GIL_INTERPRETER_H_
#define LESSONS_GIL_INTERPRETER_H_

#include <vector>

#include "lessons/base/byte_code.h"
#include "lessons/base/global_lock.h"

namespace lockstep {

// A stack holds so many numbers at most, and so many calls may be open at once.
inline constexpr int kMostNumbers = 1'000;
inline constexpr int kMostCalls = 1'000;

// Runs `program` in the calling thread, on `variables`, under `lock`, which the thread does not
// have. Returns the stack when the run is over, the last pushed number at the back. `program` comes
// from base::assemble(). Any number of threads may do so at once, also with the same program.
//
// Throws std::runtime_error when an instruction needs more numbers than are on the stack, or when
// there are more numbers or open calls than above. The variables stay as they are then.
//
// However it ends, the thread does not have the lock afterwards.
std::vector<int> interpret(const base::Program& program, base::Variables& variables,
                           base::GlobalLock& lock);

}  // namespace lockstep

#endif  // LESSONS_GIL_INTERPRETER_H_
