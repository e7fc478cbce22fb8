// SPDX-License-Identifier: MIT
// The claims of the exercise `interpreter` on what one thread computes, and when it looks whether
// to drop the lock. Those on several threads are in interpreter_threads_test.cc.
#include "lessons/gil/interpreter.h"

#include <stdexcept>
#include <string>
#include <vector>

#include "autograder/harness/claim.h"
#include "lessons/base/sample_programs.h"
#include "tests/base/explore_claim.h"
#include "tests/gil/scripted_lock.h"

namespace lockstep {
namespace {

using base::assemble;
using base::Variables;
using Numbers = std::vector<int>;

constexpr int kX = 'x' - 'a';
constexpr int kY = 'y' - 'a';

// The stack that a program leaves, alone.
Numbers result_of(const std::string& text, Variables& variables) {
  ScriptedLock lock;
  return interpret(assemble(text), variables, lock);
}

Numbers result_of(const std::string& text) {
  Variables variables{};
  return result_of(text, variables);
}

CLAIM(Interpreter, ValuesAndVariables, 10,
      "push, dup, add, load, store and increment do what they say") {
  explore_claim([] {
    Variables variables{};
    variables[kX] = 5;
    EXPECT_EQ(result_of("push 7\n push -2\n dup\n return"), (Numbers{7, -2, -2}))
        << because("push pushes its number, dup the top one once more; the last is at the back");
    EXPECT_EQ(result_of("push 1\n push 40\n push 2\n add\n return"), (Numbers{1, 42}))
        << because("add takes two numbers from the stack and puts their sum there");
    EXPECT_EQ(result_of("load x\n increment x\n load x\n return", variables), (Numbers{5, 6}))
        << because("load pushes the value that the variable has then; increment adds 1 to it");
    EXPECT_EQ(result_of("push 3\n push 9\n store y\n return", variables), Numbers{3})
        << because("store takes the number from the stack");
    EXPECT_EQ(variables[kY], 9) << because("store puts the number into the variable");
    EXPECT_EQ(variables[kX], 6) << because("a variable changed that no instruction named");
  });
}

CLAIM(Interpreter, JumpsAndCalls, 10, "jump, jump_if, call and return go where they say") {
  explore_claim([] {
    EXPECT_EQ(result_of("jump on\n push 1\n on: push 2\n return"), Numbers{2})
        << because("jump goes on at its address");
    for (const std::string number : {"1", "-1"}) {
      EXPECT_EQ(result_of("push 8\n push " + number + "\n jump_if on\n push 1\n on: return"),
                Numbers{8})
          << because("jump_if takes a number and jumps unless it is 0");
    }
    EXPECT_EQ(result_of("push 0\n jump_if on\n push 1\n on: return"), Numbers{1})
        << because("jump_if does not jump on 0");
    EXPECT_EQ(result_of("call f\n push 3\n return\n"
                        "f: push 1\n call g\n return\n"
                        "g: push 2\n return"),
              (Numbers{1, 2, 3}))
        << because("return goes on behind the last call that is still open");
    EXPECT_EQ(result_of(base::kAddsOne), Numbers{0})
        << because("a loop ended too early or too late");
  });
}

struct Looking {
  const char* program;
  int looks;
  const char* because;
};

constexpr Looking kLooking[] = {
    {base::kIncrements, 2, "a loop of three rounds jumps backward twice: two safe points"},
    {base::kAddsCall, 5, "three calls and two jumps backward: five safe points"},
    {"jump on\n push 1\n on: return", 0, "a jump forward is no safe point"},
    {"push 1\n jump_if on\n push 1\n on: return", 0, "a jump forward is no safe point"},
    {"jump first\n second: return\n first: jump second", 1, "a jump backward is a safe point"},
    {"push 0\n push 1\n again: jump_if again\n return", 1,
     "a jump to its own address is a safe point"},
    {"again: push 0\n jump_if again\n return", 0, "a jump_if that does not jump is no safe point"},
    {"call f\n return\n f: return", 1, "a call is a safe point, a return is none"},
    {"increment x\n load x\n dup\n add\n store x\n work 1\n sleep 1\n return", 0,
     "only calls and jumps backward are safe points"},
};

CLAIM(Interpreter, LooksAtSafePointsOnly, 12,
      "a thread looks once at each call and each jump backward, and nowhere else") {
  explore_claim([] {
    for (const Looking& looking : kLooking) {
      Variables variables{};
      ScriptedLock lock;
      interpret(assemble(looking.program), variables, lock);
      EXPECT_EQ(lock.looks(), looking.looks) << because(looking.because);
    }
  });
}

CLAIM(Interpreter, DropsWhenRequested, 8,
      "at a safe point the lock is dropped and taken again if that is requested, and only then") {
  explore_claim([] {
    Variables variables{};
    ScriptedLock lock([](int look) { return look == 2 || look == 4; });
    Numbers when;  // the value of x at each drop
    lock.meanwhile([&] { when.push_back(variables[kX]); });
    interpret(assemble(base::kAddsCall), variables, lock);
    // The looks are at: call, jump, call, jump, call.
    EXPECT_EQ(when, (Numbers{1, 2, 3})) << because(
        "the drop was requested at two of five safe points: the lock is dropped there, and at the "
        "end");
    EXPECT_EQ(lock.takes(), 3) << because("the lock is taken at first, and after each safe drop");
    EXPECT_EQ(lock.looks(), 5) << because("a thread looks once at each safe point");
  });
}

CLAIM(Interpreter, OthersComeInAtACall, 8,
      "x += f() is torn by a thread that comes in at the call; a later load sees what it did") {
  explore_claim([] {
    Variables variables{};
    ScriptedLock lock([](int) { return true; });
    lock.meanwhile([&] { variables[kX] = 100 + variables[kX]; });
    const auto stack = interpret(
        assemble("load x\n call f\n add\n store x\n call f\n load x\n return\n f: push 1\n return"),
        variables, lock);
    // 0 is loaded, x becomes 100, 0 + 1 is stored, x becomes 101 and is loaded.
    EXPECT_EQ(stack, (Numbers{1, 101})) << because(
        "load pushes the value that the variable has then, not one from before or later");
    EXPECT_EQ(variables[kX], 201) << because("what another thread stored was overwritten later");
  });
}

CLAIM(Interpreter, RefusesWhatCannotBeDone, 8,
      "too few or too many numbers and too many calls are errors, the last allowed ones are none") {
  explore_claim([] {
    for (const char* program : {"dup\n return", "add\n return", "push 1\n add\n return",
                                "store x\n return", "jump_if on\n on: return"}) {
      EXPECT_THROW(result_of(program), std::runtime_error)
          << because("an instruction needs more numbers than there are: std::runtime_error");
    }
    // Calls itself as often as the number says.
    const std::string calls =
        "call f\n return\n f: dup\n jump_if more\n return\n more: push -1\n add\n call f\n return";
    const auto push = [](int number) { return "push " + std::to_string(number) + "\n"; };
    EXPECT_NO_THROW(result_of(push(kMostCalls - 1) + calls))
        << because("so many calls may be open at once");
    EXPECT_THROW(result_of(push(kMostCalls) + calls), std::runtime_error)
        << because("more calls are open than may be: std::runtime_error");
    std::string pushes;
    for (int i = 0; i < kMostNumbers; ++i) pushes += push(i);
    EXPECT_NO_THROW(result_of(pushes + "return")) << because("a stack holds so many numbers");
    EXPECT_THROW(result_of(pushes + "dup\n return"), std::runtime_error)
        << because("more numbers are on the stack than may be: std::runtime_error");
    EXPECT_NO_THROW(result_of(pushes + "add\n dup\n return"))
        << because("what was taken from the stack does not count");
  });
}

CLAIM(Interpreter, GivesTheLockBack, 8, "however a run ends, the lock is given back once") {
  explore_claim([] {
    for (const char* program :
         {"return", "increment x\n add\n return", "call f\n return\n f: add\n return"}) {
      Variables variables{};
      ScriptedLock lock([](int) { return true; });
      try {
        interpret(assemble(program), variables, lock);
      } catch (const std::runtime_error&) {
      }
      EXPECT_GT(lock.takes(), 0) << because("a program ran without the lock");
      EXPECT_FALSE(lock.taken()) << because("a run ended, and its thread has the lock");
      EXPECT_EQ(lock.drops(), lock.takes()) << because("the lock was dropped too often");
    }
  });
}

}  // namespace
}  // namespace lockstep
