// SPDX-License-Identifier: MIT
// One operation of a history: who called what, when, and what it answered.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <tuple>
#include <vector>

#include "autograder/explorer/history/value.h"

namespace lockstep::explorer {

struct Operation {
  const char* name = "";  // a literal
  Value argument = kNone;
  Value answer = kNone;   // means nothing while the operation is pending
  int thread = 0;         // 0: the main thread
  uint32_t called = 0;    // moments of one logical clock, each used once in a history, from 1
  uint32_t returned = 0;  // 0: pending, it never returned

  bool pending() const { return returned == 0; }

  // "put(3)"
  std::string call_text() const { return std::string(name) + "(" + argument.text() + ")"; }
};

// An order of histories, for sets of them. Two of which neither is less are the same, apart from
// the numbers of the threads. Words count by their addresses: the same text may be two words.
struct HistoryLess {
  static auto key(const Operation& operation) {
    return std::tie(operation.name, operation.argument.word, operation.argument.number,
                    operation.answer.word, operation.answer.number, operation.called,
                    operation.returned);
  }
  bool operator()(const std::vector<Operation>& a, const std::vector<Operation>& b) const {
    return std::ranges::lexicographical_compare(a, b, {}, key, key);
  }
};

}  // namespace lockstep::explorer
