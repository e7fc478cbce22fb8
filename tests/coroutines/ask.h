// SPDX-License-Identifier: MIT
// What the claims on dialogs share.
#ifndef TESTS_COROUTINES_ASK_H_
#define TESTS_COROUTINES_ASK_H_

#include <stdexcept>

#include "lessons/coroutines/yield_from.h"

namespace lockstep {

// Gives `from`, from + 1, ... and returns the sum of the answers.
inline Dialog ask(int from, int count) {
  int sum = 0;
  for (int question = from; question < from + count; ++question) sum += co_yield question;
  co_return sum;
}

inline bool has_result(const Dialog& dialog) {
  try {
    dialog.result();
    return true;
  } catch (const std::logic_error&) {
    return false;
  }
}

}  // namespace lockstep

#endif  // TESTS_COROUTINES_ASK_H_
