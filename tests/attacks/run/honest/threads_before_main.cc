// Honest: a thread that lives before main begins.
#include <atomic>
#include <condition_variable>
#include <iostream>
#include <mutex>
#include <thread>

#include "tests/attacks/run/tally.h"

namespace lockstep {
namespace {

std::atomic<int> sum{0};
std::atomic<bool> started{false};

const bool was_started = [] {
  std::thread helper([] { started = true; });
  helper.join();
  std::cout << "ready" << std::endl;
  return started.load();
}();

}  // namespace

void add(int n) { sum += was_started ? n : 0; }

int total() { return sum; }

}  // namespace lockstep
