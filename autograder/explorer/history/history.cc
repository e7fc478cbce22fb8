// SPDX-License-Identifier: MIT
// See history.h. Not instrumented, and without functions of the standard library: ThreadSanitizer
// would see those, or the linker would give them to the instrumented code.
#include "autograder/explorer/history/history.h"

#include "autograder/explorer/core/run.h"

namespace lockstep::explorer {
namespace {

// The explorer's number within a run, as in its traces; elsewhere a number of the thread's own.
int thread_number() {
  if (const Thread* thread = self()) return thread->id;
  static int last = 0;
  static thread_local int number = 0;
  if (number == 0) number = __atomic_add_fetch(&last, 1, __ATOMIC_RELAXED);
  return number;
}

[[noreturn]] void end_with_too_many() {
  if (self() == nullptr) __builtin_trap();
  Text message;
  message << "more than " << int64_t{History::kMostOperations} << " operations were recorded";
  end_run(Outcome::kWrongResult, message);
}

}  // namespace

History::History() : size_(0), clock_(0) {}

int History::call(const char* name, Value argument) {
  int index = __atomic_fetch_add(&size_, 1, __ATOMIC_RELAXED);
  if (index >= kMostOperations) end_with_too_many();
  Operation& operation = operations_[index];
  operation.name = name;
  operation.argument = argument;
  operation.thread = thread_number();
  operation.returned = 0;
  operation.called = __atomic_add_fetch(&clock_, 1, __ATOMIC_SEQ_CST);
  return index;
}

void History::answer(int index, Value answer) {
  operations_[index].answer = answer;
  operations_[index].returned = __atomic_add_fetch(&clock_, 1, __ATOMIC_SEQ_CST);
}

void History::clear() { size_ = 0, clock_ = 0; }

int History::size() const { return size_ < kMostOperations ? size_ : kMostOperations; }

Operation History::at(int index) const { return operations_[index]; }

}  // namespace lockstep::explorer
