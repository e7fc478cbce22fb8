// expect: accepted
// Sleeps and wakes on atomics; who sleeps may be in another object.
#include "tests/attacks/gate/task.h"

#include <thread>

namespace lockstep {

void wake(std::atomic<int>& flag) {
  flag.store(1);
  flag.notify_all();
}

int sum_up_to(int n) {
  std::atomic<int> ready = 0;
  int sum = 0;
  std::thread other([&] {
    sum = n * (n + 1) / 2;
    wake(ready);
  });
  ready.wait(0);
  other.join();
  return sum;
}

}  // namespace lockstep
