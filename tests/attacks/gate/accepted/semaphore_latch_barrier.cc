// expect: accepted
// The synchronisation of C++20.
#include "tests/attacks/gate/task.h"

#include <barrier>
#include <latch>
#include <semaphore>
#include <thread>
#include <vector>

namespace lockstep {

int sum_up_to(int n) {
  std::counting_semaphore<8> tokens(2);
  std::latch done(3);
  std::barrier together(3);
  std::atomic<int> sum = 0;
  std::vector<std::jthread> threads;
  for (int id = 0; id < 3; ++id) {
    threads.emplace_back([&, id] {
      together.arrive_and_wait();
      tokens.acquire();
      for (int i = id; i <= n; i += 3) sum += i;
      tokens.release();
      done.count_down();
    });
  }
  done.wait();
  return sum;
}

}  // namespace lockstep
