// expect: accepted
// Templates, folds and index sequences.
#include "tests/attacks/gate/task.h"

#include <tuple>
#include <utility>

namespace lockstep {

template <int... I>
constexpr int total(std::integer_sequence<int, I...>) {
  return (0 + ... + I);
}
template <int N>
struct Fib {
  static constexpr long value = Fib<N - 1>::value + Fib<N - 2>::value;
};
template <>
struct Fib<0> {
  static constexpr long value = 0;
};
template <>
struct Fib<1> {
  static constexpr long value = 1;
};
static_assert(Fib<60>::value > 0);

int sum_up_to(int n) {
  if (n == 100) return total(std::make_integer_sequence<int, 101>());
  return std::apply([](auto... x) { return (x * ...); }, std::tuple{n, n + 1}) / 2;
}

}  // namespace lockstep
