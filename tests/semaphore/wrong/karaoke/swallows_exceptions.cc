// expect: wrong result in Karaoke.TheExceptionReachesTheCaller
// An exception of a song is caught, and nobody is told.
// SPDX-License-Identifier: MIT
#include "lessons/semaphore/karaoke.h"

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
  const auto visit = [&](int guest) {
    free_places.acquire();
    {
      const std::lock_guard<std::mutex> lock(mutex);
      log(guest, Step::kEnters);
    }
    try {
      sing(guest);
    } catch (...) {
    }
    {
      const std::lock_guard<std::mutex> lock(mutex);
      log(guest, Step::kLeaves);
    }
    free_places.release();
  };
  std::vector<std::thread> threads;
  for (int guest = 0; guest < guests; ++guest) threads.emplace_back(visit, guest);
  for (std::thread& thread : threads) thread.join();
}

}  // namespace lockstep
