// SPDX-License-Identifier: MIT
// Records the operations of a small run, for linearizable.h.
//
//   explore([] {
//     Queue queue(2);
//     History history;
//     std::thread producer([&] { history.record("put", 1, [&] { queue.put(1); }); });
//     int got = history.record("get", [&] { return queue.get(); });
//     producer.join();
//     LinearizabilityResult result = linearizable(history.operations(), QueueSpec(2));
//     EXPECT_TRUE(result.fits()) << result.message;
//   });
//
// Recording hides no race of the code under test: what is recorded is written by code that
// ThreadSanitizer does not see, into memory that only such code touches, without a lock and without
// memory from the heap, so no happens-before edge is added; and it is no switch point, so the
// schedules are those of the code without it. A moment is taken right before an operation's first
// step and right after its last one.
//
// Operations that never return are of interest too: let the history outlive the run, clear() it
// when the body begins, and check it in Options::failed, which is asked even after a run that got
// stuck.
//
// Any number of threads may record at once, also outside of explore().
#pragma once

#include <cstdint>
#include <type_traits>
#include <utility>
#include <vector>

#include "autograder/explorer/history/operation.h"

namespace lockstep::explorer {

class History {
 public:
  // One more ends the run as a wrong result: a loop over the answers of the code under test may
  // never end when these are wrong. Outside of explore() it ends the process.
  static constexpr int kMostOperations = 64;

  History();
  History(const History&) = delete;
  History& operator=(const History&) = delete;

  // Calls `operation`, records call and answer, and returns what it returned. An exception is
  // recorded as the answer kThrew and goes on. `name` must be a literal.
  template <class Function>
  auto record(const char* name, Function&& operation) {
    return record_value(name, kNone, std::forward<Function>(operation));
  }
  template <class Argument, class Function>
  auto record(const char* name, const Argument& argument, Function&& operation) {
    return record_value(name, to_value(argument), std::forward<Function>(operation));
  }

  // The two halves of record(): an operation that is not answered is pending.
  int call(const char* name, Value argument);
  void answer(int index, Value answer);

  // What was recorded so far, by the order of the calls. Only while nobody records.
  std::vector<Operation> operations() const {
    std::vector<Operation> all;
    all.reserve(static_cast<size_t>(size()));
    for (int i = 0; i < size(); ++i) all.push_back(at(i));
    return all;
  }

  // Forgets all; for a history that outlives a run. Only while nobody records.
  void clear();

 private:
  // Answers kThrew if nothing else was answered before.
  struct Open {
    History& history;
    int index;
    Value value = kThrew;
    ~Open() { history.answer(index, value); }
  };

  template <class Function>
  auto record_value(const char* name, Value argument, Function&& operation) {
    Open open{*this, call(name, argument)};
    if constexpr (std::is_void_v<decltype(operation())>) {
      operation();
      open.value = kNone;
    } else {
      auto result = operation();
      open.value = to_value(result);
      return result;
    }
  }

  int size() const;
  Operation at(int index) const;

  int size_;
  uint32_t clock_;
  Operation operations_[kMostOperations];
};

}  // namespace lockstep::explorer
