// SPDX-License-Identifier: MIT
// A sample: an unlocked counter.
#include <thread>

static int counter = 0;

int main() {
  std::thread other([] { ++counter; });
  ++counter;
  other.join();
}
