// SPDX-License-Identifier: MIT
// Another right way: the places are threads, and each takes the next guest of the list when the one
// before has left. No semaphore; the number of threads is the limit.
#include "lessons/semaphore/karaoke.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <vector>

namespace lockstep {

void karaoke(int places, int guests, const std::function<void(int guest)>& sing,
             const std::function<void(int guest, Step step)>& log) {
  if (places < 1 || guests < 0) throw std::invalid_argument("no such evening");
  std::atomic<int> next{0};
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
  const auto work = [&] {
    for (int guest = next++; guest < guests; guest = next++) visit(guest);
  };
  // More workers than guests would have nothing to do.
  std::vector<std::thread> threads;
  for (int place = 0; place < std::min(places, guests); ++place) threads.emplace_back(work);
  for (std::thread& thread : threads) thread.join();
  if (failure) std::rethrow_exception(failure);
}

}  // namespace lockstep
