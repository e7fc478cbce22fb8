// expect: accepted
// A class with an allocator of its own, and a container with one.
#include "tests/attacks/gate/task.h"

#include <cstdlib>
#include <new>
#include <vector>

namespace lockstep {

struct Node {
  int value;
  static void* operator new(std::size_t size) { return std::malloc(size); }
  static void operator delete(void* memory) { std::free(memory); }
};

template <class T>
struct Allocator {
  using value_type = T;
  T* allocate(std::size_t n) { return static_cast<T*>(::operator new(n * sizeof(T))); }
  void deallocate(T* memory, std::size_t) { ::operator delete(memory); }
};

int sum_up_to(int n) {
  std::vector<Node*, Allocator<Node*>> nodes;
  for (int i = 1; i <= n; ++i) nodes.push_back(new Node{i});
  int sum = 0;
  for (Node* node : nodes) {
    sum += node->value;
    delete node;
  }
  return sum;
}

}  // namespace lockstep
