// Honest: a signal handler, thread_locals with destructors, sleeping.
#include <chrono>
#include <csignal>
#include <mutex>
#include <string>
#include <thread>

#include "tests/attacks/run/tally.h"

namespace lockstep {
namespace {

volatile std::sig_atomic_t interrupted = 0;
std::mutex mutex;
int sum = 0;
thread_local std::string last = "nothing";

}  // namespace

void add(int n) {
  std::signal(SIGUSR1, [](int) { interrupted = 1; });
  last = "a longer text than fits into a string without memory " + std::to_string(n);
  std::this_thread::sleep_for(std::chrono::milliseconds(5));
  const std::lock_guard lock(mutex);
  sum += n;
}

int total() {
  const std::lock_guard lock(mutex);
  return sum;
}

}  // namespace lockstep
