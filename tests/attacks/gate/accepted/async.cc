// expect: accepted
// std::async, futures and promises.
#include "tests/attacks/gate/task.h"

#include <future>
#include <numeric>
#include <vector>

namespace lockstep {

int sum_up_to(int n) {
  auto half = std::async(std::launch::async, [n] {
    int sum = 0;
    for (int i = 1; i <= n / 2; ++i) sum += i;
    return sum;
  });
  std::promise<int> promise;
  auto rest = promise.get_future();
  int sum = 0;
  for (int i = n / 2 + 1; i <= n; ++i) sum += i;
  promise.set_value(sum);
  std::packaged_task<int(int)> task([](int x) { return x; });
  auto same = task.get_future();
  task(0);
  return half.get() + rest.get() + same.get();
}

}  // namespace lockstep
