// Ada's karaoke room: a semaphore for the places, a mutex for the log.
#include "lessons/semaphore/karaoke.h"

#include <exception>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <vector>

#include "lessons/base/semaphore.h"

namespace lockstep {

void karaoke(int places, int guests, const std::function<void(int guest)>& sing,
             const std::function<void(int guest, Step step)>& log) {
  if (places < 1) throw std::invalid_argument("a room has a place");
  if (guests < 0) throw std::invalid_argument("guests cannot be negative");

  base::Semaphore room(places);
  std::mutex log_mutex;
  std::exception_ptr failed;  // the first one; also under log_mutex

  auto evening = [&](int guest) {
    room.acquire();
    {
      std::lock_guard<std::mutex> lock(log_mutex);
      log(guest, Step::kEnters);
    }
    std::exception_ptr mine;
    try {
      sing(guest);
    } catch (...) {
      mine = std::current_exception();
    }
    {
      std::lock_guard<std::mutex> lock(log_mutex);
      if (mine && !failed) failed = mine;
      log(guest, Step::kLeaves);
    }
    room.release();
  };

  std::vector<std::thread> threads;
  for (int guest = 0; guest < guests; ++guest) threads.emplace_back(evening, guest);
  for (std::thread& thread : threads) thread.join();
  if (failed) std::rethrow_exception(failed);
}

}  // namespace lockstep
