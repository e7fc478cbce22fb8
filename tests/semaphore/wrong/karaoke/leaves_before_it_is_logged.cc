// expect: wrong result in Karaoke.LogTellsWhoIsInside
// The place is given back first and leaving is logged then: the next guest may be logged before.
// SPDX-License-Identifier: MIT
#include "lessons/semaphore/karaoke.h"

#include <exception>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <vector>

#include "lessons/base/semaphore.h"

namespace lockstep {

void karaoke(int places, int guests, const std::function<void(int guest)>& sing,
             const std::function<void(int guest, Step step)>& log) {
  if (places < 1 || guests < 0) throw std::invalid_argument("no such evening");
  base::Semaphore free_places(places);
  std::mutex mutex;
  std::exception_ptr failure;
  const auto visit = [&](int guest) {
    free_places.acquire();
    {
      const std::lock_guard<std::mutex> lock(mutex);
      log(guest, Step::kEnters);
    }
    try {
      sing(guest);
    } catch (...) {
      const std::lock_guard<std::mutex> lock(mutex);
      failure = std::current_exception();
    }
    free_places.release();
    {
      const std::lock_guard<std::mutex> lock(mutex);
      log(guest, Step::kLeaves);
    }
  };
  std::vector<std::thread> threads;
  for (int guest = 0; guest < guests; ++guest) threads.emplace_back(visit, guest);
  for (std::thread& thread : threads) thread.join();
  if (failure) std::rethrow_exception(failure);
}

}  // namespace lockstep
