// SPDX-License-Identifier: MIT
// The claims of the exercise `interpreter` on threads side by side, under a lock whose drop is
// requested at every safe point while another thread waits.
#include <chrono>
#include <vector>

#include "autograder/harness/claim.h"
#include "lessons/base/sample_programs.h"
#include "lessons/gil/interpreter.h"
#include "tests/base/explore_claim.h"
#include "tests/base/in_time.h"
#include "tests/base/together.h"
#include "tests/gil/scripted_lock.h"

namespace lockstep {
namespace {

using base::assemble;
using base::Program;
using base::Variables;
using std::chrono::milliseconds;
using std::chrono::nanoseconds;
using std::chrono::steady_clock;

constexpr int kX = 'x' - 'a';

// What x is after two threads have run the program.
int run_twice(const Program& program) {
  Variables variables{};
  const auto lock = base::make_turn_lock();
  const auto run = [&] { interpret(program, variables, *lock); };
  together(run, run);
  return variables[kX];
}

// The virtual time that two threads take for the program.
nanoseconds time_of_two(const Program& program) {
  const auto begin = steady_clock::now();
  run_twice(program);
  return steady_clock::now() - begin;
}

CLAIM(Interpreter, AnInstructionIsAtomic, 8, "no increment is lost, whoever comes in between") {
  const Program program = assemble(base::kIncrements);
  explore_claim([&] {
    EXPECT_EQ(run_twice(program), 6) << because("two threads incremented x three times each");
  });
  const Program at_once = assemble("increment x\n return");
  explore_claim(
      [&] { EXPECT_EQ(run_twice(at_once), 2) << because("two threads incremented x once each"); });
}

CLAIM(Interpreter, OnePieceBetweenSafePoints, 10,
      "load, add and store without a safe point between them are done in one piece") {
  const Program program = assemble(base::kAddsOne);
  explore_claim([&] {
    EXPECT_EQ(run_twice(program), 6) << because(
        "two threads added 1 to x three times each, with no safe point between load and store");
  });
}

CLAIM(Interpreter, SleepDropsTheLock, 8, "threads that sleep do so side by side") {
  const Program program = assemble("sleep 10\n sleep 10\n increment x\n return");
  const auto body = [&] {
    EXPECT_EQ(time_of_two(program), milliseconds(20))
        << because("two threads slept twice for 10 ms: 20 ms in all, if they do so side by side");
  };
  explore_claim(body, in_time());
}

CLAIM(Interpreter, ASleepOfNoTimeDropsToo, 2,
      "sleep 0 drops the lock and takes it again, as every sleep does") {
  explore_claim([] {
    Variables variables{};
    ScriptedLock lock;
    interpret(assemble("sleep 0\n return"), variables, lock);
    EXPECT_EQ(lock.drops(), 2) << because("the lock is dropped by the sleep, and at the end");
    EXPECT_EQ(lock.takes(), 2) << because("the lock is taken at first, and after the sleep");
  });
}

CLAIM(Interpreter, WorkKeepsTheLock, 4, "threads that work do so one after the other") {
  const Program program = assemble("work 10\n increment x\n work 10\n return");
  const auto body = [&] {
    EXPECT_EQ(time_of_two(program), milliseconds(40)) << because(
        "two threads worked twice for 10 ms: 40 ms in all, as only one at a time has the lock");
  };
  explore_claim(body, in_time());
}

CLAIM(Interpreter, ThreadsShareOnlyVariables, 4, "each run has a stack of its own") {
  const Program first = assemble("push 1\n call f\n push 2\n return\n f: push 3\n return");
  const Program second = assemble("call f\n push 5\n return\n f: call g\n g: push 4\n return");
  explore_claim([&] {
    Variables variables{};
    const auto lock = base::make_turn_lock();
    std::vector<int> one;
    std::vector<int> two;
    together([&] { one = interpret(first, variables, *lock); },
             [&] { two = interpret(second, variables, *lock); });
    EXPECT_EQ(one, (std::vector<int>{1, 3, 2})) << because("another thread changed the stack");
    EXPECT_EQ(two, (std::vector<int>{4, 4, 5})) << because("another thread changed the stack");
  });
}

}  // namespace
}  // namespace lockstep
