// Honest: blocks of memory of its own.
#include <mutex>
#include <new>
#include <vector>

#include "tests/attacks/run/tally.h"

namespace lockstep {
namespace {

template <class T>
struct FromNew {
  using value_type = T;
  T* allocate(std::size_t n) { return static_cast<T*>(::operator new(n * sizeof(T))); }
  void deallocate(T* block, std::size_t) { ::operator delete(block); }
  bool operator==(const FromNew&) const { return true; }
};

std::mutex mutex;
std::vector<int, FromNew<int>> parts;

}  // namespace

void add(int n) {
  const std::lock_guard lock(mutex);
  parts.push_back(n);
}

int total() {
  const std::lock_guard lock(mutex);
  int sum = 0;
  for (const int part : parts) sum += part;
  return sum;
}

}  // namespace lockstep
