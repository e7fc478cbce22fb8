// expect: accepted
// Waits and wakes by futex, as the standard library does.
#include "tests/attacks/gate/task.h"

#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <thread>

namespace lockstep {

int sum_up_to(int n) {
  std::atomic<int> word = 0;
  std::thread other([&] {
    word = 1;
    syscall(SYS_futex, &word, FUTEX_WAKE_PRIVATE, 1, nullptr, nullptr, 0);
  });
  while (word == 0) syscall(SYS_futex, &word, FUTEX_WAIT_PRIVATE, 0, nullptr, nullptr, 0);
  other.join();
  return n * (n + 1) / 2;
}

}  // namespace lockstep
