// expect: accepted
// std::function, bind, member pointers and recursion.
#include "tests/attacks/gate/task.h"

#include <functional>

namespace lockstep {

struct Adder {
  int add(int a, int b) const { return a + b; }
};

int sum_up_to(int n) {
  std::function<int(int)> sum = [&](int i) { return i <= 0 ? 0 : i + sum(i - 1); };
  auto add = std::bind(&Adder::add, Adder(), std::placeholders::_1, 0);
  return add(sum(n));
}

}  // namespace lockstep
