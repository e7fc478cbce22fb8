// expect: wrong result in Karaoke.NothingComesAfterTheEnd
// The guests are detached, and karaoke waits for their songs only: some have not left yet.
// SPDX-License-Identifier: MIT
#include "lessons/semaphore/karaoke.h"

#include <condition_variable>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <thread>

namespace lockstep {
namespace {

struct Evening {
  std::function<void(int)> sing;
  std::function<void(int, Step)> log;
  int places;
  std::mutex mutex;
  std::condition_variable changed;
  int inside = 0;
  int songs = 0;
  std::exception_ptr failure;

  void visit(int guest) {
    {
      std::unique_lock<std::mutex> lock(mutex);
      changed.wait(lock, [this] { return inside < places; });
      ++inside;
      log(guest, Step::kEnters);
    }
    std::exception_ptr thrown;
    try {
      sing(guest);
    } catch (...) {
      thrown = std::current_exception();
    }
    {
      const std::lock_guard<std::mutex> lock(mutex);
      if (thrown) failure = thrown;
      ++songs;
      changed.notify_all();
    }
    const std::lock_guard<std::mutex> lock(mutex);
    log(guest, Step::kLeaves);
    --inside;
    changed.notify_all();
  }
};

}  // namespace

void karaoke(int places, int guests, const std::function<void(int guest)>& sing,
             const std::function<void(int guest, Step step)>& log) {
  if (places < 1 || guests < 0) throw std::invalid_argument("no such evening");
  const auto evening = std::make_shared<Evening>();
  evening->sing = sing;
  evening->log = log;
  evening->places = places;
  for (int guest = 0; guest < guests; ++guest) {
    std::thread([evening, guest] { evening->visit(guest); }).detach();
  }
  std::unique_lock<std::mutex> lock(evening->mutex);
  evening->changed.wait(lock, [&] { return evening->songs == guests; });
  if (evening->failure) std::rethrow_exception(evening->failure);
}

}  // namespace lockstep
