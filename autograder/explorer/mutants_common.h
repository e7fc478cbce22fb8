// SPDX-License-Identifier: MIT
// What the mutants are written with.
#pragma once

#include <array>
#include <mutex>
#include <thread>

#include "autograder/explorer/mutants.h"

namespace lockstep::explorer {

using Lock = std::unique_lock<std::mutex>;

inline void expect(bool right) {
  if (!right) wrong_result = true;
}

template <class... Functions>
void run_all(Functions... functions) {
  std::array<std::thread, sizeof...(functions)> threads{std::thread(functions)...};
  for (std::thread& thread : threads) thread.join();
}

}  // namespace lockstep::explorer
