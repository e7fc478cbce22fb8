// expect: data race in Karaoke.NothingComesAfterTheEnd
// The last guest notifies without the mutex: karaoke and its condition variable may be gone by
// then.
// SPDX-License-Identifier: MIT
#include "lessons/semaphore/karaoke.h"

#include <algorithm>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <stdexcept>
#include <thread>

namespace lockstep {

void karaoke(int places, int guests, const std::function<void(int guest)>& sing,
             const std::function<void(int guest, Step step)>& log) {
  if (places < 1) throw std::invalid_argument("a room has 1 place or more");
  if (guests < 0) throw std::invalid_argument("there are 0 guests or more");
  std::mutex mutex;
  std::mutex log_mutex;
  std::condition_variable place_free;
  std::condition_variable all_left;
  int free = std::min(places, guests);
  int present = guests;
  std::exception_ptr thrown;
  const auto write = [&](int guest, Step step) {
    const std::lock_guard<std::mutex> lock(log_mutex);
    log(guest, step);
  };
  const auto visit = [&](int guest) {
    {
      std::unique_lock<std::mutex> lock(mutex);
      place_free.wait(lock, [&] { return free > 0; });
      --free;
    }
    write(guest, Step::kEnters);
    std::exception_ptr failed;
    try {
      sing(guest);
    } catch (...) {
      failed = std::current_exception();
    }
    write(guest, Step::kLeaves);
    bool last = false;
    {
      const std::lock_guard<std::mutex> lock(mutex);
      if (failed && !thrown) thrown = failed;
      ++free;
      last = --present == 0;
      if (!last) place_free.notify_one();
    }
    if (last) all_left.notify_one();
  };
  for (int guest = 0; guest < guests; ++guest) std::thread(visit, guest).detach();
  std::unique_lock<std::mutex> lock(mutex);
  all_left.wait(lock, [&] { return present == 0; });
  if (thrown) std::rethrow_exception(thrown);
}

}  // namespace lockstep
