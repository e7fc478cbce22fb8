// SPDX-License-Identifier: MIT
// Another right way: guests come in by number. Guest n waits until n - places + 1 others have left,
// whoever those are; so nobody has to be woken in turn.
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
  int gone = 0;
  std::exception_ptr failure;
  const auto visit = [&](int guest) {
    {
      std::unique_lock<std::mutex> lock(mutex);
      left.wait(lock, [&] { return guest - gone < places; });
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
    ++gone;
    left.notify_all();
  };
  std::vector<std::thread> threads;
  for (int guest = 0; guest < guests; ++guest) threads.emplace_back(visit, guest);
  for (std::thread& thread : threads) thread.join();
  if (failure) std::rethrow_exception(failure);
}

}  // namespace lockstep
