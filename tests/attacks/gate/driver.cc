// SPDX-License-Identifier: MIT
// Calls what an accepted file defines, from an object of its own: the two share what has to be
// shared. Exit code 0: all of it worked.
#include <atomic>
#include <cstdio>
#include <semaphore>
#include <stdexcept>
#include <thread>

#include "tests/attacks/gate/task.h"

namespace lockstep {

__attribute__((weak)) void wake(std::atomic<int>& flag);

namespace {

bool sums() {
  bool right = true;
  for (const int n : {0, 1, 10, 100}) right = right && sum_up_to(n) == n * (n + 1) / 2;
  // Some files throw for what they cannot do; the exception has to be the library's here too.
  try {
    right = right && sum_up_to(-1) == 0;
  } catch (const std::invalid_argument&) {
  }
  return right;
}

// The sleeper is here and who wakes it is in the file: they find each other by the library's pool.
bool wakes() {
  if (wake == nullptr) return true;
  std::atomic<int> flag = 0;
  std::binary_semaphore started(0);
  std::thread sleeper([&] {
    started.release();
    flag.wait(0);
  });
  started.acquire();
  wake(flag);
  sleeper.join();
  return flag == 1;
}

}  // namespace
}  // namespace lockstep

int main() {
  if (!lockstep::sums()) return std::puts("a wrong sum"), 1;
  // Many times: the order in which one sleeps and the other wakes is left to chance.
  for (int i = 0; i < 50; ++i) {
    if (!lockstep::wakes()) return std::puts("not woken"), 1;
  }
  return 0;
}
