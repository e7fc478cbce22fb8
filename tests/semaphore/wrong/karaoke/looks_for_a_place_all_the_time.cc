// expect: no progress in Karaoke.WaitingGuestsSleep
// A guest outside asks again and again whether there is a place.
// SPDX-License-Identifier: MIT
#include "lessons/semaphore/karaoke.h"

#include <exception>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <vector>

namespace lockstep {

void karaoke(int places, int guests, const std::function<void(int guest)>& sing,
             const std::function<void(int guest, Step step)>& log) {
  if (places < 1 || guests < 0) throw std::invalid_argument("no such evening");
  std::mutex mutex;
  int inside = 0;
  std::exception_ptr failure;
  const auto visit = [&](int guest) {
    for (bool entered = false; !entered; std::this_thread::yield()) {
      const std::lock_guard<std::mutex> lock(mutex);
      if (inside == places) continue;
      entered = true;
      ++inside;
      log(guest, Step::kEnters);
    }
    try {
      sing(guest);
    } catch (...) {
      const std::lock_guard<std::mutex> lock(mutex);
      failure = std::current_exception();
    }
    const std::lock_guard<std::mutex> lock(mutex);
    log(guest, Step::kLeaves);
    --inside;
  };
  std::vector<std::thread> threads;
  for (int guest = 0; guest < guests; ++guest) threads.emplace_back(visit, guest);
  for (std::thread& thread : threads) thread.join();
  if (failure) std::rethrow_exception(failure);
}

}  // namespace lockstep
