// expect: wrong result in Karaoke.APlaceIsTakenAgainAtOnce
// Each place has its share of the guests, and nobody takes over when one of them sings long.
// SPDX-License-Identifier: MIT
#include "lessons/semaphore/karaoke.h"

#include <algorithm>
#include <exception>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <vector>

namespace lockstep {

void karaoke(int places, int guests, const std::function<void(int guest)>& sing,
             const std::function<void(int guest, Step step)>& log) {
  if (places < 1) throw std::invalid_argument("a room has 1 place or more");
  if (guests < 0) throw std::invalid_argument("there are 0 guests or more");
  std::mutex mutex;  // for each call of log, and for `thrown`
  std::exception_ptr thrown;
  const int threads = std::min(places, guests);
  const auto place = [&](int first) {
    for (int guest = first; guest < guests; guest += threads) {
      {
        const std::lock_guard<std::mutex> lock(mutex);
        log(guest, Step::kEnters);
      }
      std::exception_ptr failed;
      try {
        sing(guest);
      } catch (...) {
        failed = std::current_exception();
      }
      const std::lock_guard<std::mutex> lock(mutex);
      if (failed && !thrown) thrown = failed;
      log(guest, Step::kLeaves);
    }
  };
  std::vector<std::thread> all;
  for (int first = 0; first < threads; ++first) all.emplace_back(place, first);
  for (std::thread& thread : all) thread.join();
  if (thrown) std::rethrow_exception(thrown);
}

}  // namespace lockstep
