// SPDX-License-Identifier: MIT
// A sample: without an argument it spins for ever in steps that the explorer counts; with one, in
// none at all.
#include <atomic>
#include <thread>

int main(int argc, char**) {
  volatile bool always = true;
  while (argc > 1 && always) {
  }
  std::atomic<bool> never{false};
  std::thread spinning([&] {
    while (!never.load()) {
    }
  });
  spinning.join();
}
