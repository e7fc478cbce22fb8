// expect: lost wakeup in Karaoke.EveryGuestSingsOnce
// The caller waits on the condition of the guests, and may get the only notification of a place.
// SPDX-License-Identifier: MIT
#include "lessons/semaphore/karaoke.h"

#include <algorithm>
#include <condition_variable>
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
  std::mutex mutex;
  std::mutex log_mutex;
  std::condition_variable left;
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
      left.wait(lock, [&] { return free > 0; });
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
    const std::lock_guard<std::mutex> lock(mutex);
    if (failed && !thrown) thrown = failed;
    ++free;
    --present;
    left.notify_one();
  };
  std::vector<std::thread> all;
  for (int guest = 0; guest < guests; ++guest) all.emplace_back(visit, guest);
  {
    std::unique_lock<std::mutex> lock(mutex);
    left.wait(lock, [&] { return present == 0; });
  }
  for (std::thread& thread : all) thread.join();
  if (thrown) std::rethrow_exception(thrown);
}

}  // namespace lockstep
