// expect: wrong result in Karaoke.WhoThrowsLeavesToo
// A song that throws ends the loop of its place, so the place stays empty.
// SPDX-License-Identifier: MIT
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
  if (places < 1) throw std::invalid_argument("a room has 1 place or more");
  if (guests < 0) throw std::invalid_argument("there are 0 guests or more");
  std::atomic<int> next{0};
  std::mutex mutex;  // for each call of log, and for `thrown`
  std::exception_ptr thrown;
  const auto write = [&](int guest, Step step) {
    const std::lock_guard<std::mutex> lock(mutex);
    log(guest, step);
  };
  const auto visit = [&](int guest) {
    write(guest, Step::kEnters);
    try {
      sing(guest);
    } catch (...) {
      write(guest, Step::kLeaves);
      throw;
    }
    write(guest, Step::kLeaves);
  };
  const auto place = [&] {
    try {
      for (int guest = next++; guest < guests; guest = next++) visit(guest);
    } catch (...) {
      const std::lock_guard<std::mutex> lock(mutex);
      if (!thrown) thrown = std::current_exception();
    }
  };
  std::vector<std::thread> all;
  for (int one = 0; one < std::min(places, guests); ++one) all.emplace_back(place);
  for (std::thread& thread : all) thread.join();
  if (thrown) std::rethrow_exception(thrown);
}

}  // namespace lockstep
