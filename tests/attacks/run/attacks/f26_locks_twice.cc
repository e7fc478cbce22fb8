// expect: lost wakeup in Tally.AddsUp
// must not: hang in a lock before main until the wall clock ends it (F26)
#include <condition_variable>
#include <mutex>
#include <thread>

#include "tests/attacks/run/attempt.h"

bool attempt() {
  std::mutex never_free;
  std::condition_variable never;
  std::thread other([&] {
    std::unique_lock lock(never_free);
    never.wait(lock, [] { return false; });
  });
  other.join();
  return true;
}
