// SPDX-License-Identifier: MIT
// Another right way: a table of functions, one for each operation, over a frame that they change.
// The safe point looks at where the thread came from.
#include "lessons/gil/interpreter.h"

#include <chrono>
#include <iterator>
#include <memory>
#include <stdexcept>
#include <thread>

namespace lockstep {
namespace {

struct Frame {
  base::Variables& variables;
  base::GlobalLock& lock;
  std::vector<int> numbers{};
  std::vector<std::size_t> open{};
  std::size_t next = 0;
  bool running = true;

  void push(int number) {
    numbers.push_back(number);
    if (numbers.size() > kMostNumbers) throw std::runtime_error("more numbers than fit");
  }

  int pop() {
    if (numbers.empty()) throw std::runtime_error("fewer numbers than needed");
    const int number = numbers.back();
    numbers.pop_back();
    return number;
  }
};

void pause(int ms) { std::this_thread::sleep_for(std::chrono::milliseconds(ms)); }

void push(Frame& f, int n) { f.push(n); }
void dup(Frame& f, int) {
  const int n = f.pop();
  f.push(n);
  f.push(n);
}
void add(Frame& f, int) { f.push(f.pop() + f.pop()); }
void load(Frame& f, int v) { f.push(f.variables[v]); }
void store(Frame& f, int v) { f.variables[v] = f.pop(); }
void increment(Frame& f, int v) { f.variables[v]++; }
void jump(Frame& f, int a) { f.next = a; }
void jump_if(Frame& f, int a) {
  if (f.pop()) f.next = a;
}
void call(Frame& f, int a) {
  if (f.open.size() >= kMostCalls) throw std::runtime_error("more calls than may be open");
  f.open.push_back(f.next);
  f.next = a;
}
void leave(Frame& f, int) {
  f.running = !f.open.empty();
  if (!f.running) return;
  f.next = f.open.back();
  f.open.pop_back();
}
void work(Frame&, int ms) { pause(ms); }
void sleep(Frame& f, int ms) {
  f.lock.drop();
  pause(ms);
  f.lock.take();
}

using Function = void (*)(Frame&, int);
constexpr Function kFunctions[] = {push, dup,     add,  load,  store, increment,
                                   jump, jump_if, call, leave, work,  sleep};

struct Drop {
  void operator()(base::GlobalLock* lock) const { lock->drop(); }
};

}  // namespace

std::vector<int> interpret(const base::Program& program, base::Variables& variables,
                           base::GlobalLock& lock) {
  lock.take();
  const std::unique_ptr<base::GlobalLock, Drop> dropped_at_the_end(&lock);
  Frame f{variables, lock};
  while (f.running) {
    const std::size_t at = f.next;
    const auto& [op, argument] = program[at];
    f.next = at + 1;
    kFunctions[static_cast<int>(op)](f, argument);
    const bool backward = f.next <= at && op != base::Op::kReturn;
    if ((backward || op == base::Op::kCall) && lock.drop_requested()) {
      lock.drop();
      lock.take();
    }
  }
  return f.numbers;
}

}  // namespace lockstep
