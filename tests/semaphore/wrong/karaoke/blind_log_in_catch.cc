// expect: data race in Karaoke.LinesComeOneByOne
// The line of a guest whose song has thrown is logged without the mutex.
// SPDX-License-Identifier: MIT
#include "lessons/semaphore/karaoke.h"

#include <algorithm>
#include <exception>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <vector>

#include "lessons/base/semaphore.h"

namespace lockstep {

void karaoke(int places, int guests, const std::function<void(int guest)>& sing,
             const std::function<void(int guest, Step step)>& log) {
  if (places < 1) throw std::invalid_argument("a room has 1 place or more");
  if (guests < 0) throw std::invalid_argument("there are 0 guests or more");
  base::Semaphore free(std::min(places, guests));
  std::mutex log_mutex;
  std::mutex thrown_mutex;
  std::exception_ptr thrown;
  const auto write = [&](int guest, Step step) {
    const std::lock_guard<std::mutex> lock(log_mutex);
    log(guest, step);
  };
  const auto visit = [&](int guest) {
    free.acquire();
    write(guest, Step::kEnters);
    try {
      sing(guest);
      write(guest, Step::kLeaves);
    } catch (...) {
      log(guest, Step::kLeaves);
      const std::lock_guard<std::mutex> lock(thrown_mutex);
      if (!thrown) thrown = std::current_exception();
    }
    free.release();
  };
  std::vector<std::thread> all;
  for (int guest = 0; guest < guests; ++guest) all.emplace_back(visit, guest);
  for (std::thread& thread : all) thread.join();
  if (thrown) std::rethrow_exception(thrown);
}

}  // namespace lockstep
