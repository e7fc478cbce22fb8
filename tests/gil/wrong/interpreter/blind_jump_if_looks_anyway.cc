// expect: wrong result in Interpreter.LooksAtSafePointsOnly
// jump_if looks when its address is lower, also when it does not jump: a place that is no safe
// point. A table says what each instruction needs and leaves, so that all is checked before it
// begins; the instructions themselves cannot fail. Nothing is allocated while the lock is taken.
// SPDX-License-Identifier: MIT
#include "lessons/gil/interpreter.h"

#include <array>
#include <chrono>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>

namespace lockstep {
namespace {

using base::Op;

struct Needs {
  int popped;
  int pushed;
};

constexpr Needs needs(Op op) {
  switch (op) {
    case Op::kPush:
    case Op::kLoad:
      return {0, 1};
    case Op::kDup:
      return {1, 2};
    case Op::kAdd:
      return {2, 1};
    case Op::kStore:
    case Op::kJumpIf:
      return {1, 0};
    default:
      return {0, 0};
  }
}

int sum(int one, int other) {
  return static_cast<int>(static_cast<unsigned>(one) + static_cast<unsigned>(other));
}

void safe_point(base::GlobalLock& lock) {
  if (!lock.drop_requested()) return;
  lock.drop();
  lock.take();
}

struct State {
  std::array<int, kMostNumbers> stack;
  std::array<int, kMostCalls> calls;
  int numbers = 0;
  int open = 0;
};

// Returns why it ended before the end, or nullptr. Has the lock at the begin and at the end.
const char* run(const base::Program& program, base::Variables& variables, base::GlobalLock& lock,
                State& state) {
  int at = 0;
  for (;;) {
    const auto [op, argument] = program[static_cast<std::size_t>(at)];
    const auto [popped, pushed] = needs(op);
    if (state.numbers < popped) return "too few numbers on the stack";
    if (state.numbers - popped + pushed > kMostNumbers) return "too many numbers on the stack";
    if (op == Op::kCall && state.open == kMostCalls) return "too many open calls";
    int* const end = state.stack.data() + state.numbers;  // behind the top
    state.numbers += pushed - popped;
    const auto variable = [&]() -> int& { return variables[static_cast<std::size_t>(argument)]; };
    int next = at + 1;
    bool looks = false;
    switch (op) {
      case Op::kPush:
        end[0] = argument;
        break;
      case Op::kDup:
        end[0] = end[-1];
        break;
      case Op::kAdd:
        end[-2] = sum(end[-2], end[-1]);
        break;
      case Op::kLoad:
        end[0] = variable();
        break;
      case Op::kStore:
        variable() = end[-1];
        break;
      case Op::kIncrement:
        variable() = sum(variable(), 1);
        break;
      case Op::kJumpIf:
        looks = argument <= at;
        if (end[-1] == 0) break;
        [[fallthrough]];
      case Op::kJump:
        next = argument;
        looks = next <= at;
        break;
      case Op::kCall:
        state.calls[static_cast<std::size_t>(state.open++)] = next;
        next = argument;
        looks = true;
        break;
      case Op::kReturn:
        if (state.open == 0) return nullptr;
        next = state.calls[static_cast<std::size_t>(--state.open)];
        break;
      case Op::kWork:
        std::this_thread::sleep_for(std::chrono::milliseconds(argument));
        break;
      case Op::kSleep:
        lock.drop();
        std::this_thread::sleep_for(std::chrono::milliseconds(argument));
        lock.take();
        break;
    }
    at = next;
    if (looks) safe_point(lock);
  }
}

}  // namespace

std::vector<int> interpret(const base::Program& program, base::Variables& variables,
                           base::GlobalLock& lock) {
  State state;
  lock.take();
  const char* const why = run(program, variables, lock, state);
  lock.drop();
  if (why != nullptr) throw std::runtime_error(why);
  return std::vector<int>(state.stack.begin(), state.stack.begin() + state.numbers);
}

}  // namespace lockstep
