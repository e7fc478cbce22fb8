// expect: wrong result in Interpreter.LooksAtSafePointsOnly
// A return is a safe point, too.
// SPDX-License-Identifier: MIT
#include "lessons/gil/interpreter.h"

#include <chrono>
#include <stdexcept>
#include <thread>

namespace lockstep {
namespace {

using base::Op;

class Running {
 public:
  explicit Running(base::GlobalLock& lock) : lock_(lock) { lock_.take(); }
  ~Running() { lock_.drop(); }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;

 private:
  base::GlobalLock& lock_;
};

class Thread {
 public:
  Thread(const base::Program& program, base::Variables& variables, base::GlobalLock& lock)
      : program_(program), variables_(variables), lock_(lock) {}

  std::vector<int> run() {
    while (!over_) {
      const int at = next_++;
      execute(program_[at], at);
    }
    return numbers_;
  }

 private:
  void execute(const base::Instruction& instruction, int at) {
    const int argument = instruction.argument;
    switch (instruction.op) {
      case Op::kPush:
        return push(argument);
      case Op::kDup:
        return push(top());
      case Op::kAdd: {
        const int right = pop();
        return push(pop() + right);
      }
      case Op::kLoad:
        return push(variables_[argument]);
      case Op::kStore:
        variables_[argument] = pop();
        return;
      case Op::kIncrement:
        ++variables_[argument];
        return;
      case Op::kJump:
        return jump(at, argument);
      case Op::kJumpIf:
        if (pop() != 0) jump(at, argument);
        return;
      case Op::kCall:
        return call(argument);
      case Op::kReturn:
        return leave();
      case Op::kWork:
        return std::this_thread::sleep_for(std::chrono::milliseconds(argument));
      case Op::kSleep:
        return sleep(std::chrono::milliseconds(argument));
    }
  }

  void jump(int from, int to) {
    next_ = to;
    if (to <= from) safe_point();
  }

  void call(int to) {
    if (calls_.size() == kMostCalls) throw std::runtime_error("too many open calls");
    calls_.push_back(next_);
    next_ = to;
    safe_point();
  }

  void leave() {
    over_ = calls_.empty();
    if (over_) return;
    next_ = calls_.back();
    calls_.pop_back();
    safe_point();
  }

  void safe_point() {
    if (!lock_.drop_requested()) return;
    lock_.drop();
    lock_.take();
  }

  void sleep(std::chrono::milliseconds time) {
    lock_.drop();
    std::this_thread::sleep_for(time);
    lock_.take();
  }

  void push(int number) {
    if (numbers_.size() == kMostNumbers) throw std::runtime_error("too many numbers");
    numbers_.push_back(number);
  }

  int top() const {
    if (numbers_.empty()) throw std::runtime_error("no number on the stack");
    return numbers_.back();
  }

  int pop() {
    const int number = top();
    numbers_.pop_back();
    return number;
  }

  const base::Program& program_;
  base::Variables& variables_;
  base::GlobalLock& lock_;
  std::vector<int> numbers_;
  std::vector<int> calls_;  // where each open call goes on
  int next_ = 0;
  bool over_ = false;
};

}  // namespace

std::vector<int> interpret(const base::Program& program, base::Variables& variables,
                           base::GlobalLock& lock) {
  const Running running(lock);
  return Thread(program, variables, lock).run();
}

}  // namespace lockstep
