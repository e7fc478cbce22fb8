// SPDX-License-Identifier: MIT
// A history as a table: a column for each thread, a row for each call and each return.
//
//   time  thread 1        thread 2
//      1  put(1) called
//      2  |               get() called
//      3  put(1) returned |
//      4                  get() returned 7  <- fits no order
#pragma once

#include <string>
#include <vector>

#include "autograder/explorer/history/operation.h"

namespace lockstep::explorer {

// `marked` is the position of the operation whose return is pointed at; -1: none.
std::string history_table(const std::vector<Operation>& operations, int marked = -1);

// "the main thread" or "thread 2", as in the explorer's traces.
std::string thread_name(int thread);

// "returned 7", "returned", "threw an exception", "never returned".
std::string answer_text(const Operation& operation);

}  // namespace lockstep::explorer
