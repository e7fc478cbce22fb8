// expect: accepted
// A lock-free stack with 16-byte words and tagged pointers.
#include "tests/attacks/gate/task.h"
#include <utility>

#include <cstdint>

namespace lockstep {

struct Node {
  int value;
  Node* next;
};
struct Head {
  std::uintptr_t tagged;
};

int sum_up_to(int n) {
  std::atomic<Head> head = Head{0};
  for (int i = 1; i <= n; ++i) {
    Head old = head.load();
    auto* node = new Node{i, reinterpret_cast<Node*>(old.tagged & ~std::uintptr_t{1})};
    while (!head.compare_exchange_weak(old, Head{reinterpret_cast<std::uintptr_t>(node) | 1})) {
    }
  }
  int sum = 0;
  for (auto* node = reinterpret_cast<Node*>(head.load().tagged & ~std::uintptr_t{1});
       node != nullptr;) {
    sum += node->value;
    delete std::exchange(node, node->next);
  }
  return sum;
}

}  // namespace lockstep
