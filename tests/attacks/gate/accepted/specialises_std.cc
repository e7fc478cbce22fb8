// expect: accepted
// Specialises templates of the standard library for a type of its own.
#include "tests/attacks/gate/task.h"

#include <functional>
#include <unordered_set>

namespace lockstep {

struct Key {
  int value;
  bool operator==(const Key&) const = default;
};

}  // namespace lockstep

template <>
struct std::hash<lockstep::Key> {
  std::size_t operator()(const lockstep::Key& key) const { return std::hash<int>()(key.value); }
};

namespace lockstep {

int sum_up_to(int n) {
  std::unordered_set<Key> keys;
  for (int i = 1; i <= n; ++i) keys.insert(Key{i});
  int sum = 0;
  for (const Key& key : keys) sum += key.value;
  return sum;
}

}  // namespace lockstep
