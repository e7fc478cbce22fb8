// expect: accepted
// Variadic templates, noexcept that could terminate, structured bindings, asserts.
#include "tests/attacks/gate/task.h"

#include <cassert>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <tuple>

namespace lockstep {

template <class... Locks>
int with_all(int n, Locks&... locks) noexcept {
  std::scoped_lock all(locks...);
  return n;
}

int sum_up_to(int n) {
  std::mutex a;
  std::timed_mutex b;
  std::recursive_mutex c;
  std::shared_mutex d;
  const auto [low, high, text] = std::tuple{n, with_all(n, a, b, c, d) + 1, std::to_string(n)};
  assert(!text.empty());
  std::condition_variable_any changed;
  std::shared_lock lock(d);
  changed.wait_for(lock, std::chrono::microseconds(1), [] { return true; });
  return low * high / 2;
}

}  // namespace lockstep
