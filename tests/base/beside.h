// SPDX-License-Identifier: MIT
// How two processes meet in one order.
#ifndef TESTS_BASE_BESIDE_H_
#define TESTS_BASE_BESIDE_H_

#include <signal.h>

#include <utility>

#include "autograder/process/order.h"
#include "tests/base/child.h"

namespace lockstep {

// For the body of stop_at_each_call("1.1", ...) that has made no child. Process 1.1 runs the first
// function and has stopped somewhere, or waits, when another child runs the second and goes as far
// as it can. Then the first goes on to its end, alone, so each trial has one order. Blocks until
// both have ended; returns their ends as end_of_child() tells them.
template <class First, class Second>
std::pair<int, int> one_beside_another(const First& runs_first, const Second& runs_second) {
  const pid_t first = child_of(runs_first);
  await_rest(first);
  const pid_t second = child_of(runs_second);
  if (await_asleep(second)) ::kill(second, SIGSTOP);
  const int end = end_of_child(first);
  ::kill(second, SIGCONT);
  return {end, end_of_child(second)};
}

}  // namespace lockstep

#endif  // TESTS_BASE_BESIDE_H_
