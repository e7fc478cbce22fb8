// Honest: std::async, exceptions, and printing.
#include <atomic>
#include <cstdio>
#include <future>
#include <stdexcept>

#include "tests/attacks/run/tally.h"

namespace lockstep {
namespace {
std::atomic<int> sum{0};
}

void add(int n) {
  auto work = std::async(std::launch::async, [n]() -> int { throw std::runtime_error(n ? "n" : "0"); });
  try {
    work.get();
  } catch (const std::runtime_error&) {
    sum += n;
  }
}

int total() { return sum; }

}  // namespace lockstep
