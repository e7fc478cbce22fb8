// SPDX-License-Identifier: MIT
// Another right way: a count of those inside and a condition variable, whose mutex keeps the log in
// order as well; and futures, which wait for the guests and carry their exceptions.
#include "lessons/semaphore/karaoke.h"

#include <condition_variable>
#include <future>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <vector>

namespace lockstep {

void karaoke(int places, int guests, const std::function<void(int guest)>& sing,
             const std::function<void(int guest, Step step)>& log) {
  if (places < 1 || guests < 0) throw std::invalid_argument("no such evening");
  std::mutex mutex;
  std::condition_variable left;
  int inside = 0;
  const auto visit = [&](int guest) {
    {
      std::unique_lock<std::mutex> lock(mutex);
      left.wait(lock, [&] { return inside < places; });
      ++inside;
      log(guest, Step::kEnters);
    }
    const auto leave = [&](const int* leaving) {
      const std::lock_guard<std::mutex> lock(mutex);
      log(*leaving, Step::kLeaves);
      --inside;
      left.notify_one();
    };
    const std::unique_ptr<const int, decltype(leave)> leaving(&guest, leave);
    sing(guest);
  };
  std::vector<std::future<void>> evening;
  for (int guest = 0; guest < guests; ++guest) {
    evening.push_back(std::async(std::launch::async, visit, guest));
  }
  // All have left before the first exception is thrown on.
  for (const std::future<void>& guest : evening) guest.wait();
  for (std::future<void>& guest : evening) guest.get();
}

}  // namespace lockstep
