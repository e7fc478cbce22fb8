// SPDX-License-Identifier: MIT
// Shows how the interpreter is used. These cases are a start: the grading looks at more.
//
// explore() runs its body again and again and lets the threads take turns in another order each
// time. Time is virtual in there. The turn lock asks for a drop at every safe point as soon as
// another thread waits.
#include "lessons/gil/interpreter.h"

#include <chrono>
#include <stdexcept>
#include <thread>

#include "autograder/explorer/explore.h"
#include "gtest/gtest.h"
#include "lessons/base/sample_programs.h"

namespace lockstep {
namespace {

using base::assemble;
using explorer::explore;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr int kX = 'x' - 'a';

// What x is after two threads have run the program.
int run_twice(const base::Program& program) {
  base::Variables variables{};
  auto lock = base::make_turn_lock();
  const auto run = [&] { interpret(program, variables, *lock); };
  std::thread one(run);
  std::thread two(run);
  one.join();
  two.join();
  return variables[kX];
}

TEST(Interpreter, ComputesWithAStack) {
  const auto program = assemble(R"(
          push 40
          call plus_two
          dup
          store x
          return
  plus_two:
          push 2
          add
          return
  )");
  base::Variables variables{};
  auto lock = base::make_turn_lock();
  EXPECT_EQ(interpret(program, variables, *lock), std::vector<int>{42});
  EXPECT_EQ(variables[kX], 42) << base::disassemble(program);
}

TEST(Interpreter, AnInstructionIsAtomic) {
  const auto program = assemble(base::kIncrements);
  explore([&] { EXPECT_EQ(run_twice(program), 6) << "an increment was lost"; });
}

TEST(Interpreter, AddingOneIsLuck) {
  // There is no safe point between load and store, so nothing is lost. With a call between them,
  // another thread comes in just there, and what it has stored is overwritten.
  const auto adds_one = assemble(base::kAddsOne);
  explore([&] { EXPECT_EQ(run_twice(adds_one), 6) << "an addition was lost"; });
  const auto adds_call = assemble(base::kAddsCall);
  bool lost = false;
  explore([&] { lost = run_twice(adds_call) < 6 || lost; });
  EXPECT_TRUE(lost) << "a call is a safe point, and nobody came in there";
}

TEST(Interpreter, SleepsSideBySide) {
  const auto program = assemble(base::kReads);
  explorer::Options in_time;
  in_time.early_timeouts = false;
  const auto body = [&] {
    const auto begin = steady_clock::now();
    EXPECT_EQ(run_twice(program), 2);
    EXPECT_EQ(steady_clock::now() - begin, milliseconds(10)) << "one slept after the other";
  };
  explore(body, in_time);
}

TEST(Interpreter, RefusesWhatCannotBeDone) {
  base::Variables variables{};
  auto lock = base::make_turn_lock();
  EXPECT_THROW(interpret(assemble("add\nreturn"), variables, *lock), std::runtime_error);
  lock->take();  // it was given back
  lock->drop();
}

}  // namespace
}  // namespace lockstep
