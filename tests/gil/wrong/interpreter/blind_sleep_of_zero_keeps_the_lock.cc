// expect: wrong result in Interpreter.ASleepOfNoTimeDropsToo
// sleep 0 has no time to wait for, so it neither drops nor takes the lock; the contract says that
// each sleep does. A machine with one member function for each instruction, found in a table.
// SPDX-License-Identifier: MIT
#include "lessons/gil/interpreter.h"

#include <chrono>
#include <stdexcept>
#include <thread>
#include <utility>

namespace lockstep {
namespace {

// The lock, had for as long as the object lives, but for the calls of pause().
class Turn {
 public:
  explicit Turn(base::GlobalLock& lock) : lock_(lock) { lock_.take(); }
  ~Turn() { lock_.drop(); }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

  void look() {
    if (lock_.drop_requested()) pause(std::chrono::milliseconds(-1));
  }

  void pause(std::chrono::milliseconds time) {
    lock_.drop();
    if (time >= std::chrono::milliseconds::zero()) std::this_thread::sleep_for(time);
    lock_.take();
  }

 private:
  base::GlobalLock& lock_;
};

int sum(int one, int other) {
  return static_cast<int>(static_cast<unsigned>(one) + static_cast<unsigned>(other));
}

class Machine {
 public:
  Machine(const base::Program& program, base::Variables& variables, base::GlobalLock& lock)
      : program_(program), variables_(variables), turn_(lock) {}

  std::vector<int> run() {
    while (!over_) {
      const base::Instruction& instruction = program_[static_cast<std::size_t>(next_++)];
      (this->*kTable[static_cast<std::size_t>(instruction.op)])(instruction.argument);
    }
    return std::move(stack_);
  }

 private:
  using Function = void (Machine::*)(int);
  static const Function kTable[12];

  void put(int number) {
    if (stack_.size() == kMostNumbers) throw std::runtime_error("too many numbers");
    stack_.push_back(number);
  }

  int pop() {
    const int number = top();
    stack_.pop_back();
    return number;
  }

  int top() const {
    if (stack_.empty()) throw std::runtime_error("no number on the stack");
    return stack_.back();
  }

  int& variable(int index) { return variables_[static_cast<std::size_t>(index)]; }

  void push(int number) { put(number); }
  void dup(int) { put(top()); }
  void add(int) {
    const int one = pop();
    const int other = pop();
    put(sum(one, other));
  }
  void load(int index) { put(variable(index)); }
  void store(int index) { variable(index) = pop(); }
  void increment(int index) { variable(index) = sum(variable(index), 1); }
  void jump(int address) {
    const bool backward = address < next_;  // next_ is one behind this instruction
    next_ = address;
    if (backward) turn_.look();
  }
  void jump_if(int address) {
    if (pop() != 0) jump(address);
  }
  void call(int address) {
    if (calls_.size() == kMostCalls) throw std::runtime_error("too many open calls");
    calls_.push_back(next_);
    next_ = address;
    turn_.look();
  }
  void back(int) {
    if (calls_.empty()) {
      over_ = true;
      return;
    }
    next_ = calls_.back();
    calls_.pop_back();
  }
  void work(int time) { std::this_thread::sleep_for(std::chrono::milliseconds(time)); }
  void sleep(int time) {
    if (time > 0) turn_.pause(std::chrono::milliseconds(time));
  }

  const base::Program& program_;
  base::Variables& variables_;
  std::vector<int> stack_;
  std::vector<int> calls_;
  int next_ = 0;
  bool over_ = false;
  Turn turn_;
};

const Machine::Function Machine::kTable[12] = {
    &Machine::push,  &Machine::dup,       &Machine::add,  &Machine::load,
    &Machine::store, &Machine::increment, &Machine::jump, &Machine::jump_if,
    &Machine::call,  &Machine::back,      &Machine::work, &Machine::sleep,
};

}  // namespace

std::vector<int> interpret(const base::Program& program, base::Variables& variables,
                           base::GlobalLock& lock) {
  Machine machine(program, variables, lock);
  return machine.run();
}

}  // namespace lockstep
