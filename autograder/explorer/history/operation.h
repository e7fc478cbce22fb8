// SPDX-License-Identifier: MIT
// One operation of a history: who called what, when, and what it answered.
#pragma once

#include <cstdint>
#include <string>

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

}  // namespace lockstep::explorer
