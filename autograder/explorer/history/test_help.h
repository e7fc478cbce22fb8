// SPDX-License-Identifier: MIT
// Histories written by hand, for the tests of this folder.
#pragma once

#include "autograder/explorer/history/operation.h"

namespace lockstep::explorer {

// thread, name, argument, called, returned, answer; without the last two the operation is pending.
inline Operation made(int thread, const char* name, Value argument, uint32_t called,
                      uint32_t returned = 0, Value answer = kNone) {
  return {name, argument, answer, thread, called, returned};
}

inline Value number(int64_t value) { return {nullptr, value}; }

}  // namespace lockstep::explorer
