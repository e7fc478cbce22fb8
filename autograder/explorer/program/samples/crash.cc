// SPDX-License-Identifier: MIT
// A sample: the pointer is published before what it points to, by atomics, and used through null
// when the reader comes between.
#include <atomic>
#include <thread>

int main() {
  static int value = 7;
  std::atomic<bool> ready{false};
  std::atomic<int*> pointer{nullptr};
  std::thread reader([&] {
    if (ready.load()) static_cast<void>(*static_cast<volatile int*>(pointer.load()));
  });
  ready.store(true);
  pointer.store(&value);
  reader.join();
}
