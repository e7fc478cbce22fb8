// expect: wrong result in Karaoke.APlaceIsTakenAgainAtOnce
// Guest n gets place n % places, also when another one is free.
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
  std::vector<std::thread> threads;
  const int used = std::min(places, guests);
  for (int place = 0; place < used; ++place) {
    threads.emplace_back([&, place] {
      for (int guest = place; guest < guests; guest += used) visit(guest);
    });
  }
  for (std::thread& thread : threads) thread.join();
  if (failure) std::rethrow_exception(failure);
}

}  // namespace lockstep
