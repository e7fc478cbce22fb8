// expect: wrong result in Karaoke.APlaceIsTakenAgainAtOnce
// As many guests as places come in together, and the next ones when all of those have left.
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
  if (places < 1 || guests < 0) throw std::invalid_argument("no such evening");
  std::mutex mutex;
  std::exception_ptr failure;
  const auto visit = [&](int guest) {
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
    {
      const std::lock_guard<std::mutex> lock(mutex);
      log(guest, Step::kLeaves);
    }
  };
  for (int first = 0; first < guests;) {
    const int batch = std::min(places, guests - first);
    std::vector<std::thread> threads;
    for (int i = 0; i < batch; ++i) threads.emplace_back(visit, first + i);
    for (std::thread& thread : threads) thread.join();
    first += batch;
  }
  if (failure) std::rethrow_exception(failure);
}

}  // namespace lockstep
