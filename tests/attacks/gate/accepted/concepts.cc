// expect: accepted
// Concepts, ranges and the three-way comparison.
#include "tests/attacks/gate/task.h"

#include <compare>
#include <concepts>
#include <ranges>

namespace lockstep {

template <std::integral T>
struct Count {
  T value;
  auto operator<=>(const Count&) const = default;
};

int sum_up_to(int n) {
  int sum = 0;
  for (int i : std::views::iota(0, n > 0 ? n + 1 : 0) |
                   std::views::filter([](int x) { return Count<int>{x} > Count<int>{0}; })) {
    sum += i;
  }
  return sum;
}

}  // namespace lockstep
