// SPDX-License-Identifier: MIT
// Threads side by side, for the claims.
#ifndef TESTS_BASE_TOGETHER_H_
#define TESTS_BASE_TOGETHER_H_

#include <functional>
#include <thread>
#include <vector>

namespace lockstep {

// Runs each function in a thread of its own, side by side, and returns when all have ended.
template <class... Functions>
void together(const Functions&... functions) {
  std::vector<std::thread> threads;
  (threads.emplace_back(std::cref(functions)), ...);
  for (std::thread& thread : threads) thread.join();
}

}  // namespace lockstep

#endif  // TESTS_BASE_TOGETHER_H_
