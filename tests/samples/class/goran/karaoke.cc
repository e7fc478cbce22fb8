// karaoke
#include "lessons/semaphore/karaoke.h"

#include <condition_variable>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <vector>

namespace lockstep {

void karaoke(int places, int guests, const std::function<void(int guest)>& sing,
             const std::function<void(int guest, Step step)>& log) {
  if (places < 1 || guests < 0) throw std::invalid_argument("karaoke");
  std::mutex m;
  std::condition_variable cv;
  int inside = 0;
  std::exception_ptr error;
  std::vector<std::thread> threads;
  for (int i = 0; i < guests; i++) {
    threads.emplace_back([&, i] {
      {
        std::unique_lock<std::mutex> lock(m);
        if (inside >= places) cv.wait(lock);
        inside++;
        log(i, Step::kEnters);
      }
      try {
        sing(i);
      } catch (...) {
        std::lock_guard<std::mutex> lock(m);
        error = std::current_exception();
      }
      std::lock_guard<std::mutex> lock(m);
      log(i, Step::kLeaves);
      inside--;
      cv.notify_one();
    });
  }
  for (auto& t : threads) t.join();
  if (error) std::rethrow_exception(error);
}

}  // namespace lockstep
