// SPDX-License-Identifier: MIT
// Can a history of overlapping operations be explained by one operation at a time?
//
// Searched is an order of the operations that keeps every operation before those that were called
// after it returned, and in which a sequential specification allows every answer. A pending
// operation may have taken effect or not. Wing and Gong's search; a pair of (operations done,
// state) below which there is no solution is tried once. Nothing is kept of those that led to one:
// most histories fit, and are checked once a schedule.
#pragma once

#include <compare>
#include <concepts>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "autograder/explorer/history/operation.h"
#include "autograder/explorer/history/real_time_order.h"
#include "autograder/explorer/history/refusals.h"

namespace lockstep::explorer {

// A sequential specification is a small value: the state of the object. apply() makes one operation
// and tells whether its answer is allowed; if not, the state need not mean anything afterwards. The
// answer of a pending operation is not looked at: any would do. It throws std::invalid_argument for
// an operation that it does not know. describe() says the state, for a student: "holds 1, 2".
template <class State>
concept Specification = std::copyable<State> && std::three_way_comparable<State> &&
                        requires(State state, const State& constant, const Operation& operation) {
                          { state.apply(operation) } -> std::same_as<bool>;
                          { constant.describe() } -> std::convertible_to<std::string>;
                        };

struct LinearizabilityResult {
  enum class Answer {
    kFits,       // `order` is one that explains the history
    kFitsNot,    // none does; `message` says it for a student, `culprit` which came first
    kUndecided,  // too many states: the history is too large for the limit
  };

  Answer answer = Answer::kUndecided;
  std::vector<int> order;  // positions in the history; pending operations may be missing
  int culprit = -1;        // up to its answer no order explains the history; before it, one does
  std::string message;
  uint64_t states = 0;  // tried, a measure of the work

  bool fits() const { return answer == Answer::kFits; }
};

template <Specification State>
class Linearizer {
 public:
  // `operations` must live as long as this.
  Linearizer(const std::vector<Operation>& operations, State initial, uint64_t max_states)
      : operations_(operations),
        order_(operations),
        initial_(std::move(initial)),
        max_states_(max_states) {}

  // True if some order explains it.
  bool search() { return search(0, initial_); }

  // What the search for a failed operation saw: the states in which it was tried and refused.
  void watch(int operation, Refusals* refusals) {
    watched_ = operation;
    refusals_ = refusals;
  }

  bool gave_up() const { return gave_up_; }
  uint64_t states() const { return states_; }
  std::vector<int> path() const { return path_; }

 private:
  // The states below (done, state) hold no solution if it returns false.
  bool search(uint64_t done, const State& state) {
    if (order_.complete(done)) return true;
    const auto without = without_solution_.find(done);
    if (without != without_solution_.end() && without->second.contains(state)) return false;
    if (states_ == max_states_) gave_up_ = true;
    if (gave_up_) return false;
    ++states_;
    for (int next = 0; next < static_cast<int>(operations_.size()); ++next) {
      if (!order_.may_come_next(next, done)) continue;
      State after = state;
      if (!after.apply(operations_[static_cast<size_t>(next)])) {
        if (next == watched_) refusals_->add(state.describe());
        continue;
      }
      path_.push_back(next);
      if (search(done | uint64_t{1} << next, after)) return true;
      path_.pop_back();
    }
    without_solution_[done].insert(state);
    return false;
  }

  const std::vector<Operation>& operations_;
  RealTimeOrder order_;
  State initial_;
  uint64_t max_states_;
  std::map<uint64_t, std::set<State>> without_solution_;  // by the operations done
  uint64_t states_ = 0;
  std::vector<int> path_;
  int watched_ = -1;
  Refusals* refusals_ = nullptr;
  bool gave_up_ = false;
};

// The operation whose answer is the first that fits no order, in a history that fits none.
template <Specification State>
void find_culprit(const std::vector<Operation>& operations, const State& initial,
                  uint64_t max_states, LinearizabilityResult& result) {
  for (int index : by_return(operations)) {
    std::vector<Operation> prefix = until_return_of(operations, index);
    Refusals refusals;
    Linearizer<State> linearizer(prefix, initial, max_states);
    linearizer.watch(position_in_prefix(operations, index), &refusals);
    if (linearizer.search()) continue;
    result.culprit = index;
    result.message = explain(operations, index, refusals);
    return;
  }
}

// `operations` in any order, at most 64. The work is bounded by `max_states`, each some
// microseconds under ThreadSanitizer. Twenty operations of four threads need some hundreds; many
// overlapping puts that nobody takes are the costly case.
template <Specification State>
LinearizabilityResult linearizable(const std::vector<Operation>& operations, const State& initial,
                                   uint64_t max_states = 50'000) {
  LinearizabilityResult result;
  Linearizer<State> linearizer(operations, initial, max_states);
  if (linearizer.search()) {
    result.answer = LinearizabilityResult::Answer::kFits;
    result.order = linearizer.path();
  } else if (!linearizer.gave_up()) {
    result.answer = LinearizabilityResult::Answer::kFitsNot;
    find_culprit(operations, initial, max_states, result);
  } else {
    result.message = "the history is too large to be decided";
  }
  result.states = linearizer.states();
  return result;
}

}  // namespace lockstep::explorer
