// expect: accepted
// A spin lock of relaxed loads, fences and the pause instruction.
#include "tests/attacks/gate/task.h"

#include <immintrin.h>
#include <thread>

namespace lockstep {

class Spin {
 public:
  void lock() {
    while (flag_.test_and_set(std::memory_order_acquire)) {
      while (flag_.test(std::memory_order_relaxed)) _mm_pause();
    }
  }
  void unlock() {
    std::atomic_thread_fence(std::memory_order_release);
    std::atomic_signal_fence(std::memory_order_seq_cst);
    flag_.clear(std::memory_order_release);
  }

 private:
  std::atomic_flag flag_ = ATOMIC_FLAG_INIT;
};

int sum_up_to(int n) {
  Spin spin;
  int sum = 0;
  std::thread other([&] {
    spin.lock();
    sum += n * (n + 1) / 2;
    spin.unlock();
  });
  other.join();
  return sum;
}

}  // namespace lockstep
