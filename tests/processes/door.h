// SPDX-License-Identifier: MIT
// A door at which threads wait for each other, for the claims of the exercise `thread`.
#ifndef TESTS_PROCESSES_DOOR_H_
#define TESTS_PROCESSES_DOOR_H_

#include <chrono>
#include <condition_variable>
#include <mutex>

namespace lockstep {

// Closed at first, and once open it stays so. Any number of threads may use it at once.
class Door {
 public:
  void open() {
    const std::lock_guard<std::mutex> lock(mutex_);
    open_ = true;
    opened_.notify_all();
  }

  // Waits until it is open. False when it is not within an hour. Time is virtual, so it passes only
  // when nobody can do anything: then nobody will open it. (Where time-outs may come early this
  // says nothing, so no claim uses it there.)
  bool opens() {
    std::unique_lock<std::mutex> lock(mutex_);
    return opened_.wait_for(lock, std::chrono::hours(1), [this] { return open_; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable opened_;
  bool open_ = false;  // guarded by mutex_
};

}  // namespace lockstep

#endif  // TESTS_PROCESSES_DOOR_H_
