// SPDX-License-Identifier: MIT
// right: a thread is a place, not a guest, and takes guest by guest; the caller is a place too.
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
  const auto place = [&] {
    for (int guest = next.fetch_add(1); guest < guests; guest = next.fetch_add(1)) {
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
  {
    std::vector<std::jthread> others;
    for (int other = 1; other < std::min(places, guests); ++other) others.emplace_back(place);
    place();
  }
  if (thrown) std::rethrow_exception(thrown);
}

}  // namespace lockstep
