// expect: accepted
// Unions, bit-fields, odd sizes passed by value, and bytes.
#include "tests/attacks/gate/task.h"

#include <bit>
#include <cstdint>
#include <cstring>
#include <optional>
#include <variant>

namespace lockstep {

struct Packed {
  unsigned low : 12;
  unsigned high : 20;
};
struct Three {
  char a, b, c;
};
union Either {
  std::uint32_t word;
  Packed packed;
};

Three turned(Three t) { return {t.c, t.b, t.a}; }

int sum_up_to(int n) {
  Either either;
  either.word = 0;
  either.packed.high = static_cast<unsigned>(n);
  static Three kept = {1, 2, 3};
  kept = turned(kept);
  std::variant<int, double, std::optional<Three>> any = n;
  const auto bits = std::bit_cast<std::uint64_t>(1.0);
  return static_cast<int>(either.packed.high) * (std::get<int>(any) + 1) / (bits == 0 ? 1 : 2);
}

}  // namespace lockstep
