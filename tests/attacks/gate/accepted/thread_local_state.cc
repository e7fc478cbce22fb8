// expect: accepted
// thread_local objects with constructors and destructors.
#include "tests/attacks/gate/task.h"

#include <thread>
#include <vector>

namespace lockstep {

struct Cache {
  std::vector<int> seen;
  Cache() { seen.reserve(4); }
  ~Cache() { seen.clear(); }
};
thread_local Cache cache;
inline thread_local int calls = 0;

int sum_up_to(int n) {
  int sum = 0;
  std::thread other([&] {
    for (int i = 1; i <= n; ++i) cache.seen.push_back(i), ++calls;
    for (int i : cache.seen) sum += i;
  });
  other.join();
  return sum;
}

}  // namespace lockstep
