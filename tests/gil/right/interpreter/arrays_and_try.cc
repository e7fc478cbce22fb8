// SPDX-License-Identifier: MIT
// Another right way: one loop with everything in it, arrays for the stacks, and a try round it all.
#include "lessons/gil/interpreter.h"

#include <array>
#include <chrono>
#include <stdexcept>
#include <thread>

namespace lockstep {
namespace {

void need(bool condition, const char* what) {
  if (!condition) throw std::runtime_error(what);
}

std::vector<int> loop(const base::Program& program, base::Variables& v, base::GlobalLock& lock) {
  std::array<int, kMostNumbers> numbers;
  std::array<int, kMostCalls> returns;
  int size = 0;
  int depth = 0;
  int pc = 0;
  for (;;) {
    const base::Instruction i = program[pc];
    bool look = false;
    switch (i.op) {
      case base::Op::kPush:
        need(size < kMostNumbers, "full");
        numbers[size++] = i.argument;
        break;
      case base::Op::kDup:
        need(size > 0, "empty");
        need(size < kMostNumbers, "full");
        numbers[size] = numbers[size - 1];
        ++size;
        break;
      case base::Op::kAdd:
        need(size > 1, "empty");
        numbers[size - 2] += numbers[size - 1];
        --size;
        break;
      case base::Op::kLoad:
        need(size < kMostNumbers, "full");
        numbers[size++] = v[i.argument];
        break;
      case base::Op::kStore:
        need(size > 0, "empty");
        v[i.argument] = numbers[--size];
        break;
      case base::Op::kIncrement:
        v[i.argument] += 1;
        break;
      case base::Op::kJumpIf:
        need(size > 0, "empty");
        if (numbers[--size] == 0) break;
        [[fallthrough]];
      case base::Op::kJump:
        look = i.argument <= pc;
        pc = i.argument - 1;
        break;
      case base::Op::kCall:
        need(depth < kMostCalls, "deep");
        returns[depth++] = pc;
        look = true;
        pc = i.argument - 1;
        break;
      case base::Op::kReturn:
        if (depth == 0) return std::vector<int>(numbers.begin(), numbers.begin() + size);
        pc = returns[--depth];
        break;
      case base::Op::kWork:
        std::this_thread::sleep_for(std::chrono::milliseconds(i.argument));
        break;
      case base::Op::kSleep:
        lock.drop();
        std::this_thread::sleep_for(std::chrono::milliseconds(i.argument));
        lock.take();
        break;
    }
    ++pc;
    if (look && lock.drop_requested()) {
      lock.drop();
      lock.take();
    }
  }
}

}  // namespace

std::vector<int> interpret(const base::Program& program, base::Variables& variables,
                           base::GlobalLock& lock) {
  lock.take();
  try {
    std::vector<int> numbers = loop(program, variables, lock);
    lock.drop();
    return numbers;
  } catch (...) {
    lock.drop();
    throw;
  }
}

}  // namespace lockstep
