// expect: wrong result in Karaoke.PlacesAreFilled
// A mutex is the room: one guest sings at a time, however many places there are.
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
  std::mutex room;
  std::exception_ptr failure;
  const auto visit = [&](int guest) {
    const std::lock_guard<std::mutex> inside(room);
    log(guest, Step::kEnters);
    try {
      sing(guest);
    } catch (...) {
      failure = std::current_exception();
    }
    log(guest, Step::kLeaves);
  };
  std::vector<std::thread> threads;
  for (int guest = 0; guest < guests; ++guest) threads.emplace_back(visit, guest);
  for (std::thread& thread : threads) thread.join();
  if (failure) std::rethrow_exception(failure);
}

}  // namespace lockstep
