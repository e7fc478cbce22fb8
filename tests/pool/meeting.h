// SPDX-License-Identifier: MIT
// A place where tasks meet, which shows that they run side by side.
#ifndef TESTS_POOL_MEETING_H_
#define TESTS_POOL_MEETING_H_

#include <chrono>
#include <condition_variable>
#include <mutex>

namespace lockstep {

// Any number of threads may come at once.
class Meeting {
 public:
  // Of `guests` guests.
  explicit Meeting(int guests) : missing_(guests) {}

  // Comes, and waits until all have come. False when they have not within an hour. Time is virtual,
  // so it passes only when nobody can do anything: then nobody will come. (Where time-outs may come
  // early this says nothing, so no claim uses it there.)
  bool all_come() {
    std::unique_lock<std::mutex> lock(mutex_);
    if (--missing_ == 0) complete_.notify_all();
    return complete_.wait_for(lock, std::chrono::hours(1), [this] { return missing_ <= 0; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable complete_;
  int missing_;  // guarded by mutex_
};

}  // namespace lockstep

#endif  // TESTS_POOL_MEETING_H_
