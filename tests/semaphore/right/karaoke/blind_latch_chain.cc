// SPDX-License-Identifier: MIT
// right: each guest is a std::async with a latch of its own, and who leaves opens the next one's.
#include "lessons/semaphore/karaoke.h"

#include <algorithm>
#include <atomic>
#include <deque>
#include <exception>
#include <future>
#include <latch>
#include <stdexcept>
#include <vector>

namespace lockstep {
namespace {

// A lock made of one flag; who waits for it sleeps.
class FlagLock {
 public:
  void lock() {
    while (flag_.test_and_set()) flag_.wait(true);
  }

  void unlock() {
    flag_.clear();
    flag_.notify_one();
  }

 private:
  std::atomic_flag flag_;
};

}  // namespace

void karaoke(int places, int guests, const std::function<void(int guest)>& sing,
             const std::function<void(int guest, Step step)>& log) {
  if (places < 1) throw std::invalid_argument("a room has 1 place or more");
  if (guests < 0) throw std::invalid_argument("there are 0 guests or more");
  std::deque<std::latch> doors;
  for (int guest = 0; guest < guests; ++guest) doors.emplace_back(guest < places ? 0 : 1);
  std::atomic<int> next{std::min(places, guests)};  // the first guest without a place
  FlagLock lock;
  const auto write = [&](int guest, Step step) {
    lock.lock();
    log(guest, step);
    lock.unlock();
  };
  const auto visit = [&](int guest) {
    doors[guest].wait();
    write(guest, Step::kEnters);
    std::exception_ptr failed;
    try {
      sing(guest);
    } catch (...) {
      failed = std::current_exception();
    }
    write(guest, Step::kLeaves);
    const int follower = next.fetch_add(1);
    if (follower < guests) doors[follower].count_down();
    if (failed) std::rethrow_exception(failed);
  };
  std::exception_ptr thrown;
  {
    std::vector<std::future<void>> visits;
    for (int guest = 0; guest < guests; ++guest) {
      visits.push_back(std::async(std::launch::async, visit, guest));
    }
    for (std::future<void>& done : visits) {
      try {
        done.get();
      } catch (...) {
        if (!thrown) thrown = std::current_exception();
      }
    }
  }
  if (thrown) std::rethrow_exception(thrown);
}

}  // namespace lockstep
