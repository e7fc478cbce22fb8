// SPDX-License-Identifier: MIT
// Threads beside the one that calls, for the claims: a global lock belongs to the thread that took
// it, so that thread has to do the rest.
#ifndef TESTS_GIL_BESIDE_H_
#define TESTS_GIL_BESIDE_H_

#include <functional>
#include <thread>
#include <vector>

namespace lockstep {

// Runs `here` in the calling thread, each of the others in a thread of its own beside it, and
// returns when all have ended.
template <class Here, class... Others>
void beside(const Here& here, const Others&... others) {
  std::vector<std::thread> threads;
  (threads.emplace_back(std::cref(others)), ...);
  here();
  for (std::thread& thread : threads) thread.join();
}

}  // namespace lockstep

#endif  // TESTS_GIL_BESIDE_H_
