// expect: wrong result in Karaoke.NeverMoreInsideThanPlaces
// A guest looks for a place in one critical section and takes it in the next.
// SPDX-License-Identifier: MIT
#include "lessons/semaphore/karaoke.h"

#include <condition_variable>
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
  std::condition_variable left;
  int inside = 0;
  std::exception_ptr failure;
  const auto visit = [&](int guest) {
    {
      std::unique_lock<std::mutex> lock(mutex);
      left.wait(lock, [&] { return inside < places; });
    }
    {
      const std::lock_guard<std::mutex> lock(mutex);
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
    left.notify_one();
  };
  std::vector<std::thread> threads;
  for (int guest = 0; guest < guests; ++guest) threads.emplace_back(visit, guest);
  for (std::thread& thread : threads) thread.join();
  if (failure) std::rethrow_exception(failure);
}

}  // namespace lockstep
